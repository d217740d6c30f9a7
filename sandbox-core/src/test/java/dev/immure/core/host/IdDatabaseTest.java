package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.immure.core.plan.IdMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdDatabaseTest {
    private static Optional<SubordinateIds> idsOf(String users, String groups) {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        kernel.files.put("/etc/subuid", users);
        kernel.files.put("/etc/subgid", groups);
        return new IdDatabase(kernel).subordinate("alice", 1000, 1001);
    }

    @Test
    void aUsersSlotsAreCutFromAllHisRanges() {
        SubordinateIds ids = idsOf(
                        "alice:100000:65536\nalice:300000:200000\nbob:600000:65536\n", "alice:400000:140000\n")
                .orElseThrow();
        assertThat(ids.uidBases()).containsExactly(100000L, 300000L);
        assertThat(ids.gidBases()).containsExactly(400000L, 465536L);
        assertThat(ids.map(1)).isEqualTo(new IdMap.Subordinate(1000, 1001, 300000, 465536));
    }

    @Test
    void aUserMayBeCalledByNumber() {
        assertThat(idsOf("1000:100000:65536\n", "1000:100000:65536\n")).isPresent();
    }

    @Test
    void anIdThatIsGivenTwiceIsUsedOnce() {
        SubordinateIds ids = idsOf(
                        "alice:100000:131072\nalice:165536:65536\n1000:100000:65536\n", "alice:100000:1000000\n")
                .orElseThrow();
        assertThat(ids.uidBases()).containsExactly(100000L, 165536L);
    }

    /** newuidmap(1) adds adjoining lines up as well. */
    @Test
    void rangesThatAdjoinMakeOneSlot() {
        assertThat(idsOf("alice:132768:32768\nalice:100000:32768\n", "alice:100000:65536\n")
                        .orElseThrow()
                        .uidBases())
                .containsExactly(100000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice:100000:65535\n",
                "bob:100000:65536\n",
                "alice:100000\n",
                "alice:100000:-65536\n",
                "alice:0x186A0:65536\n",
                "alice:2147418113:65536\n",
                "alice:0:65536\n",
                "alice:99999999999:65536\n"
            })
    void whatGivesNoWholeSlotGivesNone(String users) {
        assertThat(idsOf(users, "alice:100000:65536\n")).isEmpty();
        assertThat(idsOf("alice:100000:65536\n", users)).isEmpty();
    }

    @Test
    void rootOfTheHostIsNeverAmongTheIds() {
        assertThat(idsOf("alice:0:65537\n", "alice:1:65536\n").orElseThrow().uidBases())
                .containsExactly(1L);
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
