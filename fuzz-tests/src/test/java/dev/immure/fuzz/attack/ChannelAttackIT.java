package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
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

    /** The files of the image and the devices lie on inodes that all sandboxes of a host share. */
    @Test
    @Timeout(30)
    void E12_aLockOnASharedFileIsNotSeenByAnotherRun() throws IOException {
        assertThat(ground.run(List.of(), "hold-and-find-locks").outcome().out()).startsWith("OPEN");
        try (LiveRun holding = LiveRun.start(ground, List.of(), "hold-locks", "1500")) {
            ground.assertHeld("find-locks");
            assertThat(holding.ended()).isFalse();
        }
    }

    /** fcntl(2), F_SETLEASE: its holder would learn that another sandbox opens the file. */
    @Test
    @Timeout(30)
    void E12_aLeaseOnASharedFileTellsNothingOfAnotherRun() throws IOException {
        try (LiveRun leasing = LiveRun.start(ground, List.of(), "lease", "1500")) {
            ground.assertHeld("base-walls");
            assertThat(leasing.ended()).isFalse();
        }
    }
}
