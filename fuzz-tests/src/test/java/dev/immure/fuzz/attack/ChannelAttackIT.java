package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One sandbox leaves or holds something, another looks for it. Both ends in one sandbox show that it can be found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChannelAttackIT {
    private final AttackGround ground;

    ChannelAttackIT(@TempDir Path folder) throws IOException {
        ground = AttackGround.open(folder);
    }

    @Test
    void E11_sharedMemoryAndFilesOfARunAreGoneInTheNext() throws IOException {
        ground.assertHeld("leave");
        ground.assertHeld("look");
        assertThat(ground.run(List.of(), "leave-and-look").outcome().out()).startsWith("OPEN");
    }
}
