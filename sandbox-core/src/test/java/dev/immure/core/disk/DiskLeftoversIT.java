package dev.immure.core.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash has left, and what is nobody's to remove. */
class DiskLeftoversIT {
    private static final DiskLimit MEMORY = new DiskLimit(1 << 20, 64);
    private static final IdMap OWNER = new IdMap.Own(0x6fff_0000L, 0x6fff_0000L);

    @TempDir
    private Path state;

    private Path disks = Path.of("/nonexistent");

    @BeforeEach
    void leaveSomething() throws IOException {
        disks = Files.createDirectory(
                state.resolve("disks"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String name : new String[] {"3-dead", "30-other", "stranger"}) {
            Files.createDirectories(disks.resolve(name).resolve("upper/a/b"));
            Files.createSymbolicLink(disks.resolve(name).resolve("upper/link"), state);
        }
    }

    @Test
    void theNextSandboxOfTheSlotRemovesIt() {
        SandboxDisk.open(state, MEMORY, OWNER, 3, "next").close();
        assertThat(disks).isDirectoryNotContaining("glob:**/3-dead");
        assertThat(disks.resolve("30-other/upper/a/b")).isDirectory();
        assertThat(disks.resolve("stranger/upper/a/b")).isDirectory();
        assertThat(state).isDirectory();
    }

    @Test
    void collectingSeesTheSlotsOfWhatIsOurs() {
        assertThat(SandboxDisk.slots(state)).containsExactlyInAnyOrder(3, 30);
        SandboxDisk.removeLeftovers(state, 30);
        assertThat(SandboxDisk.slots(state)).containsExactly(3);
    }

    @Test
    void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
        Files.setPosixFilePermissions(disks, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> SandboxDisk.open(state, MEMORY, OWNER, 3, "next"))
                .hasMessageContaining("IMM-DISK-PREPARE");
    }

    @Test
    void aLinkInItsPlaceIsRefused() throws IOException {
        Files.move(disks, state.resolve("elsewhere"));
        Files.createSymbolicLink(disks, state.resolve("elsewhere"));
        assertThatThrownBy(() -> SandboxDisk.open(state, MEMORY, OWNER, 3, "next"))
                .hasMessageContaining("IMM-DISK-PREPARE");
        assertThat(state.resolve("elsewhere/3-dead")).isDirectory();
    }

    /** Whoever is not root has no ids of his own to give files to. */
    @Test
    void anOrdinaryUsersSandboxGetsNoDiskOfTheHosts() {
        IdMap single = new IdMap.Single(1000, 1000, "test");
        DiskLimit loop = new DiskLimit(1 << 20, 64, DiskBackend.LOOP);
        assertThatThrownBy(() -> SandboxDisk.open(state, loop, single, 0, "next"))
                .hasMessageContaining("IMM-DISK-BACKEND");
    }
}
