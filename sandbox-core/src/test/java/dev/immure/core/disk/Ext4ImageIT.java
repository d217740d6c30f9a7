package dev.immure.core.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written here is read by a program that somebody else has written: e2fsck(8). */
class Ext4ImageIT {
    @TempDir
    private Path folder;

    /** Numbers of inodes that fill whole blocks in each group: what is kept beyond them e2fsck would call a mistake. */
    @ParameterizedTest
    @CsvSource({"65536,22", "4194304,70", "67108864,4070", "300000000,65542", "2147483648,262182"})
    void theCheckerFindsNothingToMend(long bytes, long inodes) throws Exception {
        Path image = folder.resolve("image");
        Ext4Layout layout = Ext4Layout.of(bytes, inodes);
        write(image, layout);
        Process checker = new ProcessBuilder("e2fsck", "-f", "-n", image.toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = checker.inputReader().lines().toList();
        assertThat(checker.waitFor()).as(said.toString()).isZero();
        assertThat(said)
                .filteredOn(line -> !line.isEmpty()
                        && !line.startsWith("e2fsck ")
                        && !line.startsWith("Pass ")
                        && !line.contains("files (0.0% non-contiguous)"))
                .isEmpty();
        assertThat(said.getLast())
                .contains("/" + layout.inodes() + " files")
                .contains("/" + layout.blocks() + " blocks");
    }

    private static void write(Path image, Ext4Layout layout) throws IOException {
        try (FileChannel file =
                FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            file.truncate(0);
            file.write(ByteBuffer.allocate(1), layout.bytes() - 1);
            Ext4Image.write(layout, file, new byte[16], 1_000_000, 2_000_000);
        }
        assertThat(Files.size(image)).isEqualTo(layout.bytes());
    }
}
