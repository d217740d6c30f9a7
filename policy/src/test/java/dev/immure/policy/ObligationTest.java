package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObligationTest {
    @ParameterizedTest
    @CsvSource({
        "drop-capability, CAP_CHOWN, CAP_CHOWN",
        "read-only-root, '', ''",
        "cap-memory, 512m, 536870912",
        "cap-memory, 7, 7",
        "cap-pids, 64, 64",
        "cap-cpu-time, 1.5s, 1500000000",
        "cap-wall-time, 500ms, 500000000",
        "cap-wall-time, 2h, 7200000000000",
        "cap-output, 1g, 1073741824",
        "cap-disk, 3k, 3072",
        "no-network, '', ''",
        "use-profile, strict, strict",
        "demand-wall, seccomp, seccomp"
    })
    void readsEveryKind(String kind, String value, String canonical) {
        Obligation obligation = ObligationParser.parse(kind, value);
        assertThat(obligation.kind()).isEqualTo(kind);
        assertThat(obligation.value()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "drop-capability, chown",
        "cap-memory, 0",
        "cap-memory, 1.5g",
        "cap-memory, 16777216t",
        "cap-memory, -1",
        "cap-memory, ''",
        "cap-pids, 0",
        "cap-pids, 1e3",
        "cap-cpu-time, 0s",
        "cap-cpu-time, 5",
        "cap-cpu-time, 999999999h",
        "no-network, yes",
        "use-profile, ../etc",
        "demand-wall, SECCOMP",
        "demand-wall, secomp",
        "add-capability, CAP_CHOWN"
    })
    void refusesWhatIsNoObligation(String kind, String value) {
        assertThatThrownBy(() -> ObligationParser.parse(kind, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(kind);
    }

    @Test
    void theStrictestCapOfEachKindHoldsInAnyOrder() {
        List<Obligation> given = List.of(
                new Obligation.CapMemory(10),
                new Obligation.CapWallTime(Duration.ofSeconds(9)),
                new Obligation.CapMemory(5),
                new Obligation.CapCpuTime(Duration.ofSeconds(3)),
                new Obligation.CapWallTime(Duration.ofSeconds(2)),
                new Obligation.CapMemory(7));
        List<Obligation> merged = List.of(
                new Obligation.CapCpuTime(Duration.ofSeconds(3)),
                new Obligation.CapMemory(5),
                new Obligation.CapWallTime(Duration.ofSeconds(2)));
        assertThat(ObligationMerge.of(given)).isEqualTo(new ObligationMerge(merged, List.of()));
        assertThat(ObligationMerge.of(given.reversed())).isEqualTo(ObligationMerge.of(given));
    }

    @Test
    void droppedCapabilitiesAndDemandedWallsAddUp() {
        assertThat(ObligationMerge.of(List.of(
                                new Obligation.DropCapability("CAP_KILL"),
                                new Obligation.DemandWall("seccomp"),
                                new Obligation.DropCapability("CAP_CHOWN"),
                                new Obligation.DropCapability("CAP_KILL")))
                        .obligations())
                .containsExactly(
                        new Obligation.DemandWall("seccomp"),
                        new Obligation.DropCapability("CAP_CHOWN"),
                        new Obligation.DropCapability("CAP_KILL"));
    }

    @Test
    void twoProfilesAreAConflict() {
        assertThat(ObligationMerge.of(List.of(new Obligation.UseProfile("strict"), new Obligation.UseProfile("judge")))
                        .conflicts())
                .containsExactly("rules require different profiles: judge, strict");
    }

    private static final List<Obligation> SOME = List.of(
            new Obligation.CapMemory(1 << 20),
            new Obligation.CapMemory(1 << 30),
            new Obligation.CapPids(3),
            new Obligation.CapPids(64),
            new Obligation.CapCpuTime(Duration.ofSeconds(1)),
            new Obligation.CapCpuTime(Duration.ofMillis(999)),
            new Obligation.CapWallTime(Duration.ofHours(1)),
            new Obligation.CapWallTime(Duration.ofMinutes(1)),
            new Obligation.CapOutput(7),
            new Obligation.CapDisk(7),
            new Obligation.CapDisk(8),
            new Obligation.DropCapability("CAP_KILL"),
            new Obligation.DropCapability("CAP_CHOWN"),
            new Obligation.ReadOnlyRoot(),
            new Obligation.NoNetwork(),
            new Obligation.UseProfile("strict"),
            new Obligation.UseProfile("judge"),
            new Obligation.DemandWall("seccomp"));

    /** A property over random sets: whatever a further rule demands, nothing that was demanded is lost or loosened. */
    @Test
    void anObligationMoreNeverLoosens() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 5_000; i++) {
            List<Obligation> given = new ArrayList<>(random.ints(random.nextInt(8), 0, SOME.size())
                    .mapToObj(SOME::get)
                    .toList());
            ObligationMerge before = ObligationMerge.of(given);
            Obligation more = SOME.get(random.nextInt(SOME.size()));
            given.add(random.nextInt(given.size() + 1), more);
            ObligationMerge after = ObligationMerge.of(given);

            assertThat(before.obligations())
                    .allSatisfy(o ->
                            assertThat(isMet(o, after)).as("%s in %s", o, after).isTrue());
            assertThat(isMet(more, after)).isTrue();
            assertThat(after.conflicts().size())
                    .isGreaterThanOrEqualTo(before.conflicts().size());
            assertThat(ObligationMerge.of(after.obligations())).isEqualTo(after);
        }
    }

    private static boolean isMet(Obligation wanted, ObligationMerge by) {
        return wanted instanceof Obligation.Cap cap
                ? by.obligations().stream()
                        .anyMatch(o -> o instanceof Obligation.Cap other
                                && other.kind().equals(cap.kind())
                                && other.amount() <= cap.amount())
                : by.obligations().contains(wanted);
    }
}
