package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdDatabaseTest {
    @Test
    void aUsersPoolIsMadeOfItsLargestSubordinateRanges() {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        kernel.files.put("/etc/subuid", "alice:100000:65536\nalice:300000:200000\nbob:600000:65536\n");
        kernel.files.put("/etc/subgid", "alice:400000:140000\n");
        IdPool pool = new IdDatabase(kernel).subordinatePool("alice").orElseThrow();
        assertThat(pool).isEqualTo(new IdPool(300000, 400000, 2));
        assertThat(new IdDatabase(kernel).collisions(pool, Set.of("alice"))).isEmpty();
    }

    @Test
    void theDefaultPoolIsBesideWhatOthersUse() {
        assertThat(IdPool.DEFAULT.range(0).uidBase()).isGreaterThan(2_000_200_000L);
        IdRange last = IdPool.DEFAULT.range(IdPool.DEFAULT.slots() - 1);
        assertThat(last.uidBase() + IdRange.SIZE - 1).isEqualTo(0x7FFD_FFFFL);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "2147418113, 1, 1", "1, 1, 0", "1, 1, 32768", "2147352577, 1, 2"})
    void refusesAPoolOutsideTheIds(long uidBase, long gidBase, int slots) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IdPool(uidBase, gidBase, slots))
                .withMessageMatching(".*(lies between|has 1 to).*");
    }
}
