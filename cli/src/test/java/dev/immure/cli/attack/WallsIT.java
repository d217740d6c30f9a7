package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every wall of a run with the shipped profile and policy, tried from inside. FallenWallIT shows that these can fail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WallsIT {
    private final Range range;

    WallsIT(@TempDir Path folder) throws IOException {
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    @Test
    void theHostsRootAndGroupsAreOutOfReachAndNoUserNamespaceCanBeMade() throws IOException {
        assertHeld("user", 8);
    }

    @Test
    void nothingCanBeMountedUnmountedOrPivoted() throws IOException {
        assertHeld("mount", 10);
    }

    @Test
    void hostProcessesAreNotVisible() throws IOException {
        assertHeld("pid", 5);
    }

    @Test
    void noHostInterfaceRouteOrSpecialSocketFamilyIsReachable() throws IOException {
        assertHeld("net", 16);
    }

    @Test
    void hostSharedMemoryIsNotVisible() throws IOException {
        assertHeld("ipc", 2);
    }

    @Test
    void theHostNameCannotBeChanged() throws IOException {
        assertHeld("uts", 3);
    }

    @Test
    void theHostsControlGroupsAreNeitherVisibleNorWritable() throws IOException {
        assertHeld("cgroup", 3);
    }

    @Test
    void theHostsStartIsNotVisibleAndTheClockCannotBeSet() throws IOException {
        assertHeld("time", 3);
    }

    @Test
    void capabilitiesAreEmptyInEverySet() throws IOException {
        assertHeld("capabilities", 3);
    }

    @Test
    void noNewPrivilegesIsSet() throws IOException {
        assertHeld("no_new_privs.flag", 1);
    }

    /** TIOCSTI, personality and the socket families also with bit 32 set (CVE-2019-10063); int 0x80 and x32 too. */
    @Test
    void dangerousCallsAreRefusedAlsoWithHighBitsAndByOtherTables() throws IOException {
        assertHeld("seccomp", 28);
    }

    @Test
    void noWhiteoutDeviceCanBeMade() throws IOException {
        assertHeld("landlock", 1);
    }

    @Test
    void kernelSecretsAreMaskedAndNoDeviceOfTheHostIsThere() throws IOException {
        assertHeld("files", 9);
    }

    @Test
    void theDiskQuotaHoldsForBytesAndInodes() throws IOException {
        assertHeld("disk", 2);
    }

    @Test
    void processesAndCoreDumpsAreLimited() throws IOException {
        assertHeld("limits", 3);
    }

    @Test
    void noDescriptorIsLeftOpen() throws IOException {
        assertHeld("descriptors", 1);
    }

    @Test
    void theWorkingDirectoryIsInsideAndClimbingEndsAtTheRoot() throws IOException {
        assertHeld("cwd", 2);
    }

    @Test
    void theSessionIsOwnAndHasNoTerminal() throws IOException {
        assertHeld("session", 2);
    }

    @Test
    void theCallersEnvironmentIsNotPassedOn() throws IOException {
        assertHeld("environment", 1);
    }

    /** At least so many attempts, each of them stopped or shown nothing. */
    private void assertHeld(String wall, int attempts) throws IOException {
        Range.Run run = range.run(List.of("--read-only"), "probe:v1", Range.probe(wall));
        assertThat(run.status()).as(run.outcome().toString()).isZero();
        assertThat(run.outcome().lines())
                .hasSizeGreaterThanOrEqualTo(attempts)
                .allSatisfy(line -> assertThat(line.substring(line.lastIndexOf('\t') + 1))
                        .as(line)
                        .containsPattern("^(stopped|hidden)"));
    }
}
