package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchRecordTest {
    private static ByteBuffer record(int type) {
        return ByteBuffer.allocate(LaunchRecord.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(type)
                .putInt(11)
                .putInt(22)
                .putInt(0)
                .putLong(33)
                .putLong(44)
                .putLong(55)
                .flip();
    }

    @Test
    void readsEveryKindOfRecord() {
        List<LaunchRecord> expected = List.of(
                new LaunchRecord.Alive(22),
                new LaunchRecord.WantIdMaps(11, 22),
                new LaunchRecord.Started(33),
                new LaunchRecord.Exited(22, 11, 33, 44, 55),
                new LaunchRecord.Failed(11, 22),
                new LaunchRecord.Ended(22),
                new LaunchRecord.Finished(22),
                new LaunchRecord.NamespaceOpen(),
                new LaunchRecord.NetworkOffered(),
                new LaunchRecord.Denied(22, List.of(33L, 44L, 55L), true),
                new LaunchRecord.Used(22, 33, 44),
                new LaunchRecord.Usage(33, 44, 55),
                new LaunchRecord.TerminalMade(),
                new LaunchRecord.FileOpened(11, 22),
                new LaunchRecord.Held());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(LaunchRecord.parse(record(i + 1))).contains(expected.get(i));
        }
    }

    @Test
    void readsWhatWasWrittenWhere() {
        assertThat(LaunchRecord.parse(record(20))).contains(new LaunchRecord.Disk(11, true, 33, 44));
    }

    @Test
    void refusesAnUnknownType() {
        for (int type : new int[] {0, 16, -1, 0x01000000}) {
            assertThat(LaunchRecord.parse(record(type))).isEmpty();
        }
    }

    @Test
    void refusesAnotherSize() {
        for (int size : new int[] {0, 1, LaunchRecord.BYTES - 1, LaunchRecord.BYTES + 1}) {
            ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            if (size >= 4) {
                bytes.putInt(0, 1);
            }
            assertThat(LaunchRecord.parse(bytes)).isEmpty();
        }
    }
}
