package dev.immure.fuzz.attack;

import static dev.immure.cli.attack.PlanEdits.NEW_PID;
import static dev.immure.cli.attack.PlanEdits.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.core.ImmureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on whoever launched the sandbox, and on the process that watches it from inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessAttackIT {
    private final AttackGround ground;

    ProcessAttackIT(@TempDir Path folder) throws IOException {
        ground = AttackGround.open(folder);
    }

    /** Without a pid namespace nothing starts at all. */
    @Test
    void E31_theSupervisorCannotBeSignalled() throws IOException {
        ground.assertHeld("kill-all");
        ImmureException refused = catchThrowableOfType(
                ImmureException.class, () -> ground.weakened(shared(NEW_PID), List.of(), "kill-all"));
        assertThat(refused.fault().code().id()).isEqualTo("IMM-LAUNCH-STEP");
    }
}
