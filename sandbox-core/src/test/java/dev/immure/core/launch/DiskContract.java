package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.launch.DiskScenarios.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a disk that bounds bytes, whatever is behind it; each scenario is one sandbox of {@link DiskScenarios}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DiskContract {
    static final long ENOSPC = 28;
    static final long EDQUOT = 122;
    static final long EXDEV = 18;

    private static final long LIMIT = DiskScenarios.BYTES;

    /** Overlay's own directories, and what a kernel reserves for changes under way. */
    private final long tolerance;

    private Map<String, Outcome> outcomes = Map.of();

    DiskContract(long tolerance) {
        this.tolerance = tolerance;
    }

    final void take(Map<String, Outcome> made) {
        outcomes = made;
    }

    final Outcome outcome(String scenario) {
        return Objects.requireNonNull(outcomes.get(scenario), scenario + " of " + outcomes.keySet());
    }

    @Test
    void aFullDiskRefusesAndIsNamed() {
        Outcome fill = outcome("fill");
        assertThat(fill.number("errno")).isIn(ENOSPC, EDQUOT);
        assertThat(fill.number("bytes")).isBetween(LIMIT - tolerance, LIMIT + tolerance);
        assertThat(fill.number("usedBytes")).isBetween(LIMIT - tolerance, LIMIT + tolerance);
        assertThat(fill.text("verdict")).isEqualTo("DQE");
    }

    @Test
    void allOfItCanBeUsedAndIsNoFault() {
        Outcome exactly = outcome("exactly");
        assertThat(exactly.number("errno")).isZero();
        assertThat(exactly.text("verdict")).isEqualTo("OK");
        assertThat(exactly.number("usedBytes")).isGreaterThan(LIMIT - tolerance);
    }

    @Test
    void roomThatIsMadeCanBeUsedAgain() {
        assertThat(outcome("refilled").number("refused")).isIn(ENOSPC, EDQUOT);
        assertThat(outcome("refilled").number("written")).isBetween(LIMIT - tolerance, LIMIT + tolerance);
        assertThat(outcome("refilled").text("verdict")).isEqualTo("OK");
    }

    @Test
    void aFileWithoutANameCountsAsWell() {
        assertThat(outcome("unlinked").number("errno")).isIn(ENOSPC, EDQUOT);
        assertThat(outcome("unlinked").number("bytes")).isLessThan(LIMIT + tolerance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "xattr", "reserved"})
    void nothingElseGetsAroundTheLimit(String scenario) {
        assertThat(outcome(scenario).number("errno")).as("refused in the end").isPositive();
        assertThat(outcome(scenario).number("usedBytes")).isLessThan(LIMIT + tolerance);
    }

    /** Names without inodes of their own: their directory grows, and where a file may not have so many, that is all. */
    @Test
    void manyNamesOfOneFileTakeLittle() {
        assertThat(outcome("links").number("usedBytes")).isLessThan(LIMIT + tolerance);
        assertThat(outcome("links").number("links")).isBetween(DiskScenarios.INODES, 5000L);
    }

    @Test
    void holesAreFree() {
        assertThat(outcome("sparse").number("errno")).isZero();
        assertThat(outcome("sparse").number("usedBytes")).isLessThan(tolerance);
        assertThat(outcome("sparse").text("verdict")).isEqualTo("OK");
    }

    @Test
    void renamingLeadsNowhereElse() {
        assertThat(outcome("renamed").number("before")).isZero();
        assertThat(outcome("renamed").number("after")).isIn(0L, ENOSPC, EDQUOT);
        assertThat(outcome("renamed").number("errno")).isEqualTo(EXDEV);
    }

    /** A path of thousands of directories, which the host must be able to remove again. */
    @Test
    void thousandsOfNestedDirectoriesGoWithTheSandbox() {
        assertThat(outcome("deep").number("errno")).isZero();
        assertThat(outcome("deep").number("depth")).isGreaterThanOrEqualTo(2_000);
        assertThat(outcome("deep").text("verdict")).isEqualTo("OK");
        assertThat(outcome("left").number("entries")).isZero();
    }

    @Test
    void whatACrashLeavesGoesWithTheNextSandboxOfTheSlot() {
        assertThat(outcome("crashed").text("said")).isNotEqualTo("null");
        assertThat(outcome("crashed").number("entries")).isEqualTo(entriesOfACrash());
        assertThat(outcome("left").number("entries")).isZero();
    }

    /** How many names there are in the state folder after a crash. */
    abstract long entriesOfACrash();

    /** The last one, after all the others have used up theirs. */
    @Test
    void theNextSandboxBeginsWithNothing() {
        assertThat(outcome("nothing").text("verdict")).isEqualTo("OK");
        assertThat(outcome("nothing").number("usedBytes")).isLessThan(tolerance);
        assertThat(outcome("nothing").number("fullMounts")).isZero();
    }

    /** For back-ends that count them. */
    final void assertInodesAreLimited() {
        for (String scenario : List.of("files", "dirs", "symlinks", "xattr")) {
            Outcome outcome = outcome(scenario);
            assertThat(outcome.number("errno")).as(scenario).isIn(ENOSPC, EDQUOT);
            assertThat(outcome.number("usedInodes"))
                    .as(scenario)
                    .isBetween(DiskScenarios.INODES, DiskScenarios.INODES + 16);
            assertThat(outcome.text("verdict")).as(scenario).isEqualTo("DQE");
        }
    }
}
