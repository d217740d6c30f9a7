package dev.immure.core.resource;

import static dev.immure.core.resource.Faults.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.immure.core.internal.kernel.ControlDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a v2 tree shows with any controller, also on a hybrid machine where only hugetlb is left to it: delegation, the
 * rule against processes in inner cgroups, membership, removal.
 */
class CgroupV2IT {
    private static final String SUBTREE = "cgroup.subtree_control";

    /** cgroup-v2.rst, "Threads": the rule against processes in inner cgroups is not for these. */
    private static final Set<String> THREADED = Set.of("cpu", "cpuset", "perf_event", "pids");

    private Path mount = Path.of("/");
    private Path top = Path.of("/");
    private String givenBefore = "";
    private String controller = "";

    @BeforeEach
    void makeACgroupOfOurOwn() throws IOException {
        List<Path> mounts = MountEntry.parse(Files.readString(Path.of("/proc/self/mountinfo"))).stream()
                .filter(m -> m.type().equals("cgroup2"))
                .map(MountEntry::mountPoint)
                .toList();
        assumeFalse(mounts.isEmpty(), "no cgroup2 mount");
        mount = mounts.getFirst();
        givenBefore = Files.readString(mount.resolve(SUBTREE));
        top = Files.createDirectory(mount.resolve("immure-test-" + System.nanoTime()));
    }

    @AfterEach
    void removeIt() throws IOException {
        Files.deleteIfExists(top.resolve(Delegation.SELF));
        Files.deleteIfExists(top);
        if (!Files.readString(mount.resolve(SUBTREE)).equals(givenBefore)) {
            Files.writeString(mount.resolve(SUBTREE), "-" + controller);
        }
    }

    private static Process sleeper() throws IOException {
        return new ProcessBuilder("/bin/cat").start();
    }

    private void enter(Path cgroup, long pid) throws IOException {
        Files.writeString(cgroup.resolve("cgroup.procs"), Long.toString(pid));
    }

    /** One that the new cgroup is offered, given to it by the top for the length of the test. */
    private String anyController() throws IOException {
        String offered = Files.readString(mount.resolve("cgroup.controllers")).strip();
        List<String> domain = Stream.of(offered.split(" "))
                .filter(name -> !name.isEmpty() && !THREADED.contains(name))
                .toList();
        assumeFalse(domain.isEmpty(), "no controller left to v2");
        controller = domain.getFirst();
        Files.writeString(mount.resolve(SUBTREE), "+" + controller);
        return controller;
    }

    @Test
    void aProcessJoinsAndCgroupKillEndsIt() throws Exception {
        Process cat = sleeper();
        enter(top, cat.pid());
        assertThat(Files.readString(top.resolve("cgroup.events"))).contains("populated 1");
        Files.writeString(top.resolve("cgroup.kill"), "1");
        assertThat(cat.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(cat.exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void aCgroupThatOthersLiveInCannotGiveControllers() throws Exception {
        String name = anyController();
        Process cat = sleeper();
        enter(top, cat.pid());
        try (ControlDirectory directory = ControlDirectory.open(top.toString())) {
            assertFault(
                    () -> Delegation.enable(top, directory, Set.of(name)),
                    CgroupFault.DELEGATION,
                    "EBUSY (other processes live in it)");
        } finally {
            cat.destroyForcibly().waitFor();
        }
    }

    @Test
    void anEmptyCgroupGivesItsControllersOnce() throws Exception {
        String name = anyController();
        try (ControlDirectory directory = ControlDirectory.open(top.toString())) {
            Delegation.enable(top, directory, Set.of(name));
            Delegation.enable(top, directory, Set.of(name));
        }
        assertThat(Files.readString(top.resolve(SUBTREE)).strip()).isEqualTo(name);
    }

    @Test
    void immureStepsAsideWhenItIsAloneInItsCgroup() throws Exception {
        String name = anyController();
        long self = ProcessHandle.current().pid();
        Path before = Path.of(mount + ownV2Path());
        enter(top, self);
        try (ControlDirectory directory = ControlDirectory.open(top.toString())) {
            Delegation.enable(top, directory, Set.of(name));
            assertThat(ownV2Path()).endsWith("/" + top.getFileName() + "/" + Delegation.SELF);
            assertThat(Files.readString(top.resolve(SUBTREE)).strip()).isEqualTo(name);
        } finally {
            enter(before, self);
        }
    }

    private static String ownV2Path() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .orElseThrow()
                .substring(3);
    }

    @Test
    void refusesAControllerThatIsNotOffered() throws Exception {
        try (ControlDirectory directory = ControlDirectory.open(top.toString())) {
            assertFault(() -> Delegation.enable(top, directory, Set.of("nonesuch")), CgroupFault.DELEGATION, "EINVAL");
        }
    }

    @Test
    void aV2CgroupWithoutControllersStillCountsCpuTime() throws Exception {
        Hierarchy hierarchy = new Hierarchy(CgroupVersion.V2, top, Set.of(Controller.CPUACCT));
        Seat seat = Seat.make(hierarchy, "seat");
        try {
            Process shell = new ProcessBuilder(
                            "/bin/sh", "-c", "read go; i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done")
                    .start();
            enter(seat.path(), shell.pid());
            shell.getOutputStream().write('\n');
            shell.getOutputStream().close();
            assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
            Gauge cpu = Gauge.of(hierarchy).getFirst();
            assertThat(cpu.parse(seat.own().read(cpu.file()).orElseThrow()))
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(5));
        } finally {
            SandboxCgroup.removeAll(List.of(seat));
        }
        assertThat(seat.path()).doesNotExist();
    }

    @Test
    void aSandboxWithoutItsMetersIsRefused() {
        Hierarchy hierarchy = new Hierarchy(CgroupVersion.V2, top, Set.of(Controller.CPUACCT));
        Seat seat = Seat.make(hierarchy, "seat");
        try {
            assertFault(() -> Meters.open(List.of(seat)), CgroupFault.METER, "OOM_KILLS");
        } finally {
            SandboxCgroup.removeAll(List.of(seat));
        }
    }
}
