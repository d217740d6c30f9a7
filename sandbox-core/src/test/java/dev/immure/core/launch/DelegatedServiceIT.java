package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.audit.Ending;
import dev.immure.core.audit.Verdict;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.Wall;
import dev.immure.core.resource.CgroupLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As root in a service of systemd's with Delegate=yes, on pure cgroup v2: the virtual machine of tests/vm. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DelegatedServiceIT {
    private static final Path TOP = Path.of("/sys/fs/cgroup");

    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");
    private static Path service = TOP;

    @BeforeAll
    static void beInAService() throws IOException {
        assumeTrue(CgroupLayout.detect() instanceof CgroupLayout.V2, "not on pure cgroup v2");
        service = ((CgroupLayout.V2) CgroupLayout.detect()).directory();
        assumeTrue(service.toString().endsWith(".service"), "not in a delegated service");
        tree = TestSandbox.makeTree(directory);
    }

    @Test
    void sandboxesStayInsideTheService() {
        TestSandbox sandbox = TestSandbox.of(tree, "exit", "3");
        assertThat(sandbox.cgroups()).allMatch(cgroup -> cgroup.startsWith(service));
        assertThat(sandbox.run().ending()).isEqualTo(new Ending.Exited(3));
        assertThat(sandbox.cgroups()).noneMatch(Files::exists);
    }

    @Test
    void theServiceIsFoundAgainAfterImmureHasSteppedAside() throws IOException {
        TestSandbox.of(tree, "exit", "0").run();
        assertThat(Files.readString(Path.of("/proc/self/cgroup"))).contains("/immure-self");
        assertThat(CgroupLayout.detect())
                .isEqualTo(new CgroupLayout.V2(service, ((CgroupLayout.V2) CgroupLayout.detect()).controllers()));
        assertThat(TestSandbox.of(tree, "exit", "0").run().ending()).isEqualTo(new Ending.Exited(0));
    }

    @Test
    void theServicesOwnLimitHoldsAboveTheSandboxes() throws IOException {
        assertThat(Files.readString(service.resolve("memory.max")).strip()).isEqualTo(Long.toString(1500L << 20));
        TestSandbox.of(tree, "exit", "0").run();
        assertThat(Set.of(Files.readString(service.resolve("cgroup.subtree_control"))
                        .strip()
                        .split(" ")))
                .contains("memory", "pids", "cpu");
    }

    @Test
    void limitsActAndGiveTheirVerdict() {
        TestSandbox sandbox = TestSandbox.of(tree, "touch-memory", "134217728").memory(32 * TestSandbox.MIB);
        assertThat(Verdicts.of(sandbox.run(), sandbox.limits())).isEqualTo(Verdict.MLE);
    }

    @Test
    void doctorNamesTheService() {
        assertThat(HostProbe.probe().finding(Wall.CGROUP).evidence()).contains("on cgroup-v2 at " + service);
    }
}
