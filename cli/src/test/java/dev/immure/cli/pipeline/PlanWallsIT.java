package dev.immure.cli.pipeline;

import static dev.immure.cli.attack.PlanEdits.shared;
import static dev.immure.cli.attack.PlanEdits.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.PlanEdits;
import dev.immure.cli.attack.Range;
import dev.immure.core.audit.WallState;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A receipt claims no wall of which the plan lacks a step. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanWallsIT {
    private static final WallState ENFORCED = new WallState.Enforced("so they say");

    private final Range range;
    private final LaunchPlan plan;

    PlanWallsIT(@TempDir Path folder) throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
        plan = new RunPipeline(range.setting()).plan(range.wish("exit", "0")).plan();
    }

    private static Map<String, WallState> claims() {
        Map<String, WallState> claims = new LinkedHashMap<>();
        Stream.of(
                        "user",
                        "mount",
                        "pid",
                        "ipc",
                        "uts",
                        "cgroup_namespace",
                        "time",
                        "network",
                        "capabilities",
                        "no_new_privs",
                        "seccomp",
                        "landlock",
                        "files")
                .forEach(name -> claims.put(name, ENFORCED));
        return claims;
    }

    @Test
    void wallsWithTheirStepsAreConfirmed() {
        assertThat(PlanWalls.confirmed(claims(), plan)).isEqualTo(claims());
    }

    @Test
    void aRecordingFilterIsOne() {
        LaunchPlan recording = PlanEdits.edit(
                        Opcode.SECCOMP, op -> new PlanOp(Opcode.SECCOMP_RECORD, op.numbers(), op.texts()))
                .apply(plan);
        assertThat(PlanWalls.confirmed(claims(), recording)).isEqualTo(claims());
    }

    @ParameterizedTest
    @CsvSource({
        "seccomp,SECCOMP",
        "landlock,LANDLOCK_RESTRICT",
        "no_new_privs,NO_NEW_PRIVS",
        "capabilities,DROP_BOUNDING",
        "files,MASK_PATH",
        "time,MAKE_TIME_NAMESPACE",
        "user,ENTER_USER_NAMESPACE",
    })
    void aWallWithoutAStepIsNotClaimed(String wall, Opcode step) {
        assertOnlyWaived(PlanWalls.confirmed(claims(), without(step).apply(plan)), wall);
    }

    @ParameterizedTest
    @CsvSource({"ipc", "uts", "network", "pid", "cgroup_namespace"})
    void aNamespaceThatIsNotMadeIsNotClaimed(String wall) {
        long bit = switch (wall) {
            case "ipc" -> PlanEdits.NEW_IPC;
            case "uts" -> PlanEdits.NEW_UTS;
            case "network" -> PlanEdits.NEW_NET;
            case "pid" -> PlanEdits.NEW_PID;
            default -> PlanEdits.NEW_CGROUP;
        };
        assertOnlyWaived(PlanWalls.confirmed(claims(), shared(bit).apply(plan)), wall);
    }

    private static void assertOnlyWaived(Map<String, WallState> walls, String wall) {
        assertThat(walls.get(wall)).isInstanceOf(WallState.Waived.class);
        assertThat(walls.entrySet())
                .filteredOn(entry -> !entry.getKey().equals(wall))
                .allSatisfy(entry -> assertThat(entry.getValue()).isEqualTo(ENFORCED));
    }
}
