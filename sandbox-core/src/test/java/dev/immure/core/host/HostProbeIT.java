package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.HarmlessCall;
import dev.immure.core.network.NetworkTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real kernel below the tests, which has to have every required wall: the launch tests need them. */
class HostProbeIT {
    @Test
    void thisHostHasEveryRequiredWall() {
        assertThat(HostProbe.probe().missingRequired()).isEmpty();
    }

    @Test
    void factsAgreeWithTheKernels() throws IOException {
        HostReport report = HostProbe.probe();
        assertThat(report.kernelRelease()).isEqualTo(System.getProperty("os.version"));
        assertThat(report.cpus()).isBetween(1, 8192);
        double uptime =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
        assertThat((double) report.uptimeSeconds()).isBetween(uptime - 60, uptime);
        assertThat(report.landlockAbi()).isPositive();
        assertThat(report.lastCapability()).isBetween(37, 63);
    }

    @Test
    void selinuxIsReportedAsTheKernelHasIt() {
        boolean there = Files.exists(Path.of("/sys/fs/selinux/enforce"));
        Finding selinux = HostProbe.probe().finding(Wall.SELINUX);
        assertThat(selinux.evidence()).contains("/sys/fs/selinux/enforce");
        if (!there) {
            assertThat(selinux.state()).isEqualTo(Finding.State.MISSING);
        }
    }

    /** A probe that opened something, or started a process, would not be harmless. */
    @ParameterizedTest
    @EnumSource(HarmlessCall.class)
    void triesLeaveNothingOpenAndNoChild(HarmlessCall call) throws IOException {
        call.attempt();
        List<String> before = open();
        call.attempt();
        assertThat(open()).isEqualTo(before);
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    private static List<String> open() throws IOException {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void asRootNothingButTheNamespacesIsLeftUntried() {
        assertThat(Descriptors.effectiveUserId()).isZero();
        assertThat(HostProbe.diagnose(Optional.empty()).findings())
                .filteredOn(f -> f.evidence().contains("not tried here"))
                .extracting(f -> f.wall().id())
                .isSubsetOf("user", "mount", "pid", "network", "ipc", "uts", "cgroup_namespace", "time", "overlay");
    }

    @Test
    void theTrialOfANetworkLeavesNothing() throws IOException {
        List<String> before = interfaces();
        assertThat(NetworkTrial.refusals()).isEmpty();
        assertThat(interfaces()).isEqualTo(before);
    }

    private static List<String> interfaces() throws IOException {
        try (var entries = Files.list(Path.of("/sys/class/net"))) {
            return entries.map(Path::toString).sorted().toList();
        }
    }
}
