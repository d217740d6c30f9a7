package dev.immure.core.resource;

import static dev.immure.core.resource.Faults.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupLayoutTest {
    private static final Set<Controller> NEEDED =
            EnumSet.of(Controller.MEMORY, Controller.PIDS, Controller.CPU, Controller.CPUACCT);

    private static final String ROOT_MOUNT = "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n";

    private static final String V1_MOUNTS = ROOT_MOUNT
            + "30 21 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755\n"
            + "31 30 0:27 / /sys/fs/cgroup/systemd rw shared:5 - cgroup cgroup rw,xattr,name=systemd\n"
            + "32 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:6 master:2 - cgroup cgroup rw,cpu,cpuacct\n"
            + "33 30 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
            + "34 30 0:30 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n";

    private static final String V1_OWN =
            "9:pids:/user.slice\n7:memory:/jobs/a:b\n5:cpu,cpuacct:/\n1:name=systemd:/user.slice\n";

    private static final String V2_MOUNTS =
            ROOT_MOUNT + "30 21 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

    private static final String V2_OWN = "0::/user.slice/run.scope\n";

    private final Map<Path, String> files = new HashMap<>();
    private final Set<Path> delegated = new HashSet<>();

    private CgroupLayoutTest given(String mounts, String own) {
        files.put(Path.of("/proc/self/mountinfo"), mounts);
        files.put(Path.of("/proc/self/cgroup"), own);
        return this;
    }

    private CgroupLayoutTest offering(String directory, String controllers) {
        files.put(Path.of(directory, "cgroup.controllers"), controllers + "\n");
        return this;
    }

    private CgroupLayout asRoot() {
        return CgroupLayout.detect(
                file -> Optional.ofNullable(files.get(file)), true, delegated::contains, Optional.empty());
    }

    private CgroupLayout below(String parent) {
        return CgroupLayout.detect(
                file -> Optional.ofNullable(files.get(file)),
                false,
                directory -> false,
                Optional.of(new CgroupParent(parent)));
    }

    private CgroupLayout asUser() {
        return CgroupLayout.detect(
                file -> Optional.ofNullable(files.get(file)), false, delegated::contains, Optional.empty());
    }

    @Test
    void v1StaysBelowTheOwnCgroupOfEachController() {
        CgroupLayout layout = given(V1_MOUNTS, V1_OWN).asRoot();
        assertThat(layout)
                .isEqualTo(new CgroupLayout.V1(Map.of(
                        Controller.CPU, Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                        Controller.CPUACCT, Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                        Controller.MEMORY, Path.of("/sys/fs/cgroup/memory/jobs/a:b"),
                        Controller.PIDS, Path.of("/sys/fs/cgroup/pids/user.slice"))));
        assertThat(layout.text()).isEqualTo("v1");
    }

    @Test
    void controllersMountedTogetherShareOneSeat() {
        List<Hierarchy> seats = given(V1_MOUNTS, V1_OWN).asRoot().hierarchies(NEEDED);
        assertThat(seats).hasSize(3);
        assertThat(seats)
                .contains(new Hierarchy(
                        CgroupVersion.V1,
                        Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                        EnumSet.of(Controller.CPU, Controller.CPUACCT)));
    }

    @Test
    void aParentThatIsNamedCountsFromTheTopOfEachHierarchy() {
        CgroupLayout v1 = given(V1_MOUNTS, V1_OWN).below("/immure/alice");
        assertThat(v1.hierarchies(NEEDED).stream().map(Hierarchy::base))
                .containsExactlyInAnyOrder(
                        Path.of("/sys/fs/cgroup/memory/immure/alice"),
                        Path.of("/sys/fs/cgroup/pids/immure/alice"),
                        Path.of("/sys/fs/cgroup/cpu,cpuacct/immure/alice"));
        CgroupLayout v2 = given(V2_MOUNTS, V2_OWN)
                .offering("/sys/fs/cgroup/immure/alice", "memory pids cpu")
                .below("/immure/alice");
        assertThat(v2.hierarchies(NEEDED).getFirst().base()).isEqualTo(Path.of("/sys/fs/cgroup/immure/alice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "immure", "/immure/", "/immure/../..", "/./immure", "//immure", "/immure\0"})
    void aParentIsAnAbsolutePathInItsNormalForm(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CgroupParent(path));
    }

    @Test
    void rootUsesTheTopOfV2() {
        CgroupLayout layout = given(V2_MOUNTS, V2_OWN)
                .offering("/sys/fs/cgroup", "cpuset cpu io memory pids")
                .asRoot();
        assertThat(layout.hierarchies(NEEDED))
                .containsExactly(new Hierarchy(CgroupVersion.V2, Path.of("/sys/fs/cgroup"), NEEDED));
        assertThat(layout.text()).isEqualTo("v2");
    }

    @Test
    void aUserStaysInTheDelegatedPartOfV2() {
        CgroupLayout layout = given(V2_MOUNTS, V2_OWN)
                .offering("/sys/fs/cgroup/user.slice/run.scope", "memory pids cpu")
                .asUser();
        assertThat(layout.hierarchies(NEEDED).getFirst().base())
                .isEqualTo(Path.of("/sys/fs/cgroup/user.slice/run.scope"));
    }

    @Test
    void everyV2CgroupCountsCpuTime() {
        assertThat(given(V2_MOUNTS, V2_OWN)
                        .offering("/sys/fs/cgroup", "")
                        .asRoot()
                        .controllers())
                .containsExactly(Controller.CPUACCT);
    }

    @Test
    void hybridTakesFromV2OnlyWhatV1HasNot() {
        String mounts = V1_MOUNTS.replaceAll("(?m)^34 .*\n", "")
                + "40 30 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
        CgroupLayout layout = given(mounts, "7:memory:/\n5:cpu,cpuacct:/\n0::/\n")
                .offering("/sys/fs/cgroup/unified", "pids hugetlb")
                .asRoot();
        assertThat(layout.text()).isEqualTo("hybrid");
        assertThat(layout.hierarchies(NEEDED).getLast())
                .isEqualTo(new Hierarchy(
                        CgroupVersion.V2, Path.of("/sys/fs/cgroup/unified"), EnumSet.of(Controller.PIDS)));
    }

    @Test
    void hybridLeavesAnUnneededV2Alone() {
        String mounts = V1_MOUNTS + "40 30 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
        CgroupLayout layout = given(mounts, V1_OWN + "0::/\n")
                .offering("/sys/fs/cgroup/unified", "hugetlb")
                .asRoot();
        assertThat(layout.hierarchies(NEEDED)).allMatch(h -> h.version() == CgroupVersion.V1);
    }

    @Test
    void aMountOfAPartOfTheTreeIsLookedUpFromItsRoot() {
        String mounts = V2_MOUNTS.replace("0:26 / /sys", "0:26 /box /sys");
        CgroupLayout layout = given(mounts, "0::/box/inner\n")
                .offering("/sys/fs/cgroup/inner", "memory pids cpu")
                .asUser();
        assertThat(layout.hierarchies(NEEDED).getFirst().base()).isEqualTo(Path.of("/sys/fs/cgroup/inner"));
    }

    @Test
    void refusesAnOwnCgroupThatIsNotBelowTheMount() {
        String mounts = V2_MOUNTS.replace("0:26 / /sys", "0:26 /box /sys");
        given(mounts, "0::/boxer\n");
        assertFault(this::asUser, CgroupFault.OUTSIDE, "/boxer");
    }

    @Test
    void refusesAnOwnCgroupOutsideTheCgroupNamespace() {
        given(V2_MOUNTS, "0::/../other\n");
        assertFault(this::asUser, CgroupFault.OUTSIDE, "/../other");
    }

    @Test
    void namesEveryMissingController() {
        given(V2_MOUNTS, V2_OWN).offering("/sys/fs/cgroup", "cpu");
        CgroupLayout layout = asRoot();
        assertFault(() -> layout.hierarchies(NEEDED), CgroupFault.CONTROLLER, "memory, pids");
    }

    @Test
    void refusesAHostWithoutCgroups() {
        given(ROOT_MOUNT, "");
        assertFault(this::asRoot, CgroupFault.NONE, "no cgroup file system");
    }

    @Test
    void aTmpfsNamedCgroupIsNoCgroup() {
        given(ROOT_MOUNT + "30 21 0:26 / /sys/fs/cgroup rw - tmpfs cgroup2 rw,memory,pids\n", V2_OWN);
        assertFault(this::asRoot, CgroupFault.NONE, "no cgroup file system");
    }

    @Test
    void unescapesSpacesInMountPoints() {
        String mounts = V2_MOUNTS.replace("/sys/fs/cgroup", "/odd\\040place\\134x");
        CgroupLayout layout = given(mounts, V2_OWN)
                .offering("/odd place\\x", "memory pids cpu")
                .asRoot();
        assertThat(layout.hierarchies(NEEDED).getFirst().base()).isEqualTo(Path.of("/odd place\\x"));
    }

    @Test
    void refusesAMountLineWithoutSeparator() {
        given(V2_MOUNTS.replace(" - ", " "), V2_OWN);
        assertFault(this::asRoot, CgroupFault.MALFORMED, "no separator");
    }

    @Test
    void refusesAMountLineWithTooFewFields() {
        given("21 1 8:1 / - ext4 /dev/sda1 rw\n", V2_OWN);
        assertFault(this::asRoot, CgroupFault.MALFORMED, "4 fields before the separator");
    }

    @Test
    void refusesARelativeMountPoint() {
        given(V2_MOUNTS.replace(" /sys", " sys"), V2_OWN);
        assertFault(this::asRoot, CgroupFault.MALFORMED, "not an absolute path");
    }

    @Test
    void refusesAnOwnLineWithoutPath() {
        given(V2_MOUNTS, "0:\n");
        assertFault(this::asRoot, CgroupFault.MALFORMED, "/proc/self/cgroup");
    }

    @Test
    void refusesAHostWithoutProc() {
        assertFault(this::asRoot, CgroupFault.MALFORMED, "/proc/self/mountinfo");
    }

    @Test
    void refusesATableOfTooManyMounts() {
        given(ROOT_MOUNT.repeat(100_001), V2_OWN);
        assertFault(this::asRoot, CgroupFault.MALFORMED, "more than 100000");
    }

    private Path baseOf(CgroupLayout layout) {
        return ((CgroupLayout.V2) layout).directory();
    }

    @Test
    void rootStaysInsideAServiceThatSystemdHasDelegated() {
        Path service = Path.of("/sys/fs/cgroup/system.slice/immure.service");
        given(V2_MOUNTS, "0::/system.slice/immure.service\n").offering(service.toString(), "cpu memory pids");
        assertThat(baseOf(asRoot())).isEqualTo(Path.of("/sys/fs/cgroup"));
        delegated.add(service);
        assertThat(baseOf(asRoot())).isEqualTo(service);
        assertThat(asRoot().controllers()).contains(Controller.MEMORY, Controller.PIDS, Controller.CPU);
    }

    @Test
    void whoHasSteppedAsideIsStillWhereItWasDelegated() {
        Path service = Path.of("/sys/fs/cgroup/system.slice/immure.service");
        delegated.add(service);
        given(V2_MOUNTS, "0::/system.slice/immure.service/immure-self\n");
        assertThat(baseOf(asRoot())).isEqualTo(service);
        assertThat(baseOf(asUser())).isEqualTo(service);
    }

    @Test
    void rootOutsideOfEveryMountUsesTheTop() {
        given(V2_MOUNTS, "0::/../other.service\n");
        assertThat(baseOf(asRoot())).isEqualTo(Path.of("/sys/fs/cgroup"));
    }
}
