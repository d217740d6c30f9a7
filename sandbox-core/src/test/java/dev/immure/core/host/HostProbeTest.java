package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.HarmlessCall;
import dev.immure.core.internal.kernel.SeccompLibrary;
import dev.immure.core.network.NetworkFault;
import dev.immure.core.network.NetworkTrial;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostProbeTest {
    private static Arguments without(Wall wall, String evidence, Consumer<FakeKernel> loss) {
        return Arguments.of(wall, evidence, loss);
    }

    private static Arguments replaced(Wall wall, String evidence, String file, String content) {
        return without(wall, evidence, k -> k.files.put(file, content));
    }

    private static Arguments refused(Wall wall, HarmlessCall call, int errno) {
        return without(wall, call.text() + ": " + Errno.nameOf(errno), k -> k.refuse(call, errno));
    }

    /** One loss per line; together they reach every wall. */
    static Stream<Arguments> losses() {
        return Stream.of(
                without(Wall.USER_NAMESPACE, "/proc/self/ns/user does not", k -> k.paths.remove("/proc/self/ns/user")),
                replaced(Wall.USER_NAMESPACE, "user_namespaces = 0", "/proc/sys/user/max_user_namespaces", "0\n"),
                without(Wall.MOUNT_NAMESPACE, "/proc/self/ns/mnt does not", k -> k.paths.remove("/proc/self/ns/mnt")),
                replaced(Wall.PID_NAMESPACE, "pid_namespaces = 0", "/proc/sys/user/max_pid_namespaces", "0\n"),
                replaced(Wall.NETWORK_NAMESPACE, "net_namespaces = 0", "/proc/sys/user/max_net_namespaces", "0\n"),
                replaced(Wall.IPC_NAMESPACE, "ipc_namespaces = 0", "/proc/sys/user/max_ipc_namespaces", "0\n"),
                replaced(Wall.UTS_NAMESPACE, "uts_namespaces = 0", "/proc/sys/user/max_uts_namespaces", "0\n"),
                replaced(Wall.CGROUP_NAMESPACE, "namespaces = 0", "/proc/sys/user/max_cgroup_namespaces", "0\n"),
                without(Wall.TIME_NAMESPACE, "/proc/self/ns/time does not", k -> k.paths.remove("/proc/self/ns/time")),
                replaced(Wall.ID_RANGES, "big in /etc/subuid", "/etc/subuid", "big:2000000000:100000000\n"),
                replaced(
                        Wall.ID_RANGES, "dave in /etc/passwd (2013265921)", "/etc/passwd", "dave:x:2013265921:5::/:\n"),
                replaced(Wall.IDMAPPED_MOUNTS, "kernel 5.15", "/proc/sys/kernel/osrelease", "5.15.0\n"),
                without(Wall.IDMAPPED_MOUNTS, "ENOSYS", k -> k.refuse(HarmlessCall.MOUNT_SETATTR, Errno.ENOSYS)),
                refused(Wall.MOUNT_API, HarmlessCall.FSOPEN, Errno.ENOSYS),
                refused(Wall.MOUNT_API, HarmlessCall.MOVE_MOUNT, Errno.EPERM),
                replaced(Wall.OVERLAY, "has no overlay", "/proc/filesystems", "nodev\ttmpfs\n\toverlayfs\n"),
                replaced(Wall.OVERLAY, "kernel 5.10", "/proc/sys/kernel/osrelease", "5.10.0-28-amd64\n"),
                replaced(Wall.TMPFS, "has no tmpfs", "/proc/filesystems", "nodev\tdevtmpfs\nnodev\toverlay\n"),
                refused(Wall.TMPFS_XATTR, HarmlessCall.TMPFS_USER_XATTR, Errno.EOPNOTSUPP),
                refused(Wall.SYSTEM_CALLS, HarmlessCall.CLONE3, Errno.ENOSYS),
                refused(Wall.SYSTEM_CALLS, HarmlessCall.OPENAT2, Errno.EPERM),
                replaced(Wall.SEALED_LAUNCHER, "memfd_noexec = 2", "/proc/sys/vm/memfd_noexec", "2\n"),
                replaced(
                        Wall.CAPABILITIES,
                        "without CAP_SETUID, CAP_SYS_ADMIN",
                        "/proc/self/status",
                        "CapEff:\t000001ffffdfff7f\nCpus_allowed_list:\t0\n"),
                replaced(Wall.CAPABILITIES, "without CAP_CHOWN", "/proc/self/status", "Cpus_allowed_list:\t0\n"),
                refused(Wall.NO_NEW_PRIVS, HarmlessCall.NO_NEW_PRIVS, Errno.EINVAL),
                refused(Wall.SECCOMP, HarmlessCall.SECCOMP_KILL_PROCESS, Errno.EOPNOTSUPP),
                refused(Wall.SECCOMP, HarmlessCall.SECCOMP_ERRNO, Errno.EINVAL),
                without(Wall.LIBSECCOMP, "no such library", k -> k.seccomp = Optional.empty()),
                without(Wall.LIBSECCOMP, "2.4.9", k -> k.seccomp = Optional.of(new SeccompLibrary("2.4.9", 3))),
                refused(Wall.LANDLOCK, HarmlessCall.LANDLOCK_ABI, Errno.EOPNOTSUPP),
                replaced(Wall.CGROUP, "memory", "/sys/fs/cgroup/cgroup.controllers", "cpu pids\n"),
                replaced(
                        Wall.CGROUP, "no cgroup file system", "/proc/self/mountinfo", "21 1 0:20 / / rw - ext4 x rw\n"),
                without(Wall.CGROUP, "no write access to /sys/fs/cgroup", k -> k.readOnly.add("/sys/fs/cgroup")),
                without(Wall.SWAP, "memory.memsw.limit_in_bytes does not exist", HostProbeTest::swapOnV1),
                replaced(Wall.SELINUX, "permissive", "/sys/fs/selinux/enforce", "0"),
                without(Wall.SELINUX, "neither container_t nor immure_t", k -> k.accepted.clear()),
                without(Wall.SELINUX, "though /sys/fs/selinux does", k -> k.files.remove("/sys/fs/selinux/enforce")),
                replaced(Wall.APPARMOR, "enabled = N", "/sys/module/apparmor/parameters/enabled", "N\n"),
                replaced(Wall.YAMA, "ptrace_scope = 0", "/proc/sys/kernel/yama/ptrace_scope", "0\n"),
                refusedNetwork(Wall.PRIVATE_NETWORK, NetworkTrial.Part.BRIDGE, "add bridge immure0: EOPNOTSUPP"),
                refusedNetwork(Wall.PRIVATE_NETWORK, NetworkTrial.Part.FIREWALL, "add firewall tables: EPERM"),
                refusedNetwork(Wall.BANDWIDTH, NetworkTrial.Part.BANDWIDTH, "add tbf: ENOENT"),
                replaced(Wall.FORWARDING, "ip_forward = 0", "/proc/sys/net/ipv4/ip_forward", "0\n"),
                replaced(
                        Wall.DISK_BTRFS,
                        "does not show a btrfs",
                        "/proc/self/mountinfo",
                        "2 1 0:2 / / rw - ext4 x rw\n"),
                replaced(Wall.DISK_PROJECT_QUOTA, "prjquota", "/proc/self/mountinfo", "2 1 0:2 / / rw - xfs x rw\n"),
                without(Wall.DISK_LOOP, "/dev/loop-control does not", k -> k.paths.remove("/dev/loop-control")),
                without(
                        Wall.FS_VERITY,
                        "features/verity does not",
                        k -> k.paths.remove("/sys/fs/ext4/features/verity")));
    }

    private static Arguments refusedNetwork(Wall wall, NetworkTrial.Part part, String words) {
        return without(wall, words, k -> k.network = Optional.of(Map.of(part, words)));
    }

    private static void swapOnV1(FakeKernel kernel) {
        kernel.files.put("/proc/swaps", "Filename\tType\n/dev/sdc\tpartition\n");
        kernel.files.put("/proc/self/mountinfo", "33 1 0:29 / /c/memory rw - cgroup cgroup rw,memory\n");
        kernel.files.put("/proc/self/cgroup", "7:memory:/\n");
    }

    @Test
    void aCompleteHostHasEveryWall() {
        HostReport report = HostProbe.probe(new FakeKernel());
        assertThat(report.findings()).allMatch(f -> f.state() == Finding.State.AVAILABLE, "available");
        assertThat(report.missingRequired()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void saysWhatIsMissingAndWhy(Wall wall, String evidence, Consumer<FakeKernel> loss) {
        FakeKernel kernel = new FakeKernel();
        loss.accept(kernel);
        Finding finding = kernel.finding(wall);
        assertThat(finding.state()).isEqualTo(Finding.State.MISSING);
        assertThat(finding.evidence()).contains(evidence);
        assertThat(finding.remedy()).isNotBlank();
        assertThat(HostProbe.probe(kernel).missingRequired().contains(finding))
                .isEqualTo(wall.need() == Wall.Need.REQUIRED);
    }

    @Test
    void everyWallCanBeMissing() {
        EnumSet<Wall> reached = EnumSet.noneOf(Wall.class);
        losses().forEach(loss -> reached.add((Wall) loss.get()[0]));
        assertThat(reached).containsExactlyInAnyOrder(Wall.values());
    }

    @Test
    void givesTheFactsThatAPlanNeeds() {
        HostReport report = HostProbe.probe(new FakeKernel());
        assertThat(report.kernelRelease()).isEqualTo("6.12.1-amd64");
        assertThat(report.uptimeSeconds()).isEqualTo(1192);
        assertThat(report.cpus()).isEqualTo(4);
        assertThat(report.landlockAbi()).isEqualTo(7);
        assertThat(report.lastCapability()).isEqualTo(40);
        assertThat(report.cgroup().orElseThrow().text()).isEqualTo("v2");
    }

    @Test
    void aUserWithoutCapabilitiesMayStillMountInItsOwnNamespace() {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        kernel.refuse(HarmlessCall.FSOPEN, Errno.EPERM);
        assertThat(kernel.finding(Wall.MOUNT_API).state()).isEqualTo(Finding.State.UNKNOWN);
        kernel.refuse(HarmlessCall.OPEN_TREE, Errno.ENOSYS);
        assertThat(kernel.finding(Wall.MOUNT_API).state()).isEqualTo(Finding.State.MISSING);
    }

    @Test
    void aUserIsToldWhatHisNetworkLacks() {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        assertThat(kernel.finding(Wall.PRIVATE_NETWORK).state()).isEqualTo(Finding.State.AVAILABLE);
        assertThat(kernel.finding(Wall.FORWARDING).evidence()).startsWith("not needed");
        assertThat(kernel.finding(Wall.BANDWIDTH).state()).isEqualTo(Finding.State.UNKNOWN);
        kernel.userNetwork = () -> {
            throw new ImmureException(
                    new Fault(NetworkFault.TUN, "cannot do without", "/dev/net/tun", "open: EACCES", "Open it"));
        };
        Finding finding = kernel.finding(Wall.PRIVATE_NETWORK);
        assertThat(finding.state()).isEqualTo(Finding.State.MISSING);
        assertThat(finding.evidence()).isEqualTo("/dev/net/tun: open: EACCES");
        assertThat(finding.remedy()).isEqualTo("Open it");
    }

    @Test
    void aUserWithoutSubordinateIdsOfBothKindsHasOneId() {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        assertThat(kernel.finding(Wall.ID_RANGES).evidence()).contains("1 × 65536 ids");
        kernel.files.put("/etc/subgid", "alice:100000:65535\n");
        assertThat(kernel.finding(Wall.ID_RANGES).evidence())
                .startsWith("one id")
                .contains("give user alice (1000) no 65536 ids in one piece");
    }

    @ParameterizedTest
    @ValueSource(strings = {"newuidmap", "newgidmap"})
    void aUserWithoutMappersHasOneId(String program) {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        kernel.paths.remove("/usr/bin/" + program);
        assertThat(kernel.finding(Wall.ID_RANGES).evidence())
                .startsWith("one id")
                .endsWith(program + " is not installed");
    }

    @Test
    void aMapperThatRaisesNoRightsIsOfNoUse() {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        kernel.paths.remove("/usr/bin/newuidmap");
        kernel.files.put("/usr/bin/newuidmap", "without set-user-ID");
        assertThat(kernel.finding(Wall.ID_RANGES).evidence())
                .endsWith("/usr/bin/newuidmap is neither set-user-ID root nor has capabilities");
    }

    @Test
    void noNewPrivsOfTheCallerTakesTheMappersTheirRights() {
        FakeKernel kernel = FakeKernel.ofUser("alice");
        kernel.files.merge("/proc/self/status", "NoNewPrivs:\t1\n", String::concat);
        assertThat(kernel.finding(Wall.ID_RANGES).evidence()).contains("one id").contains("no_new_privs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CapEff:\t00000000a80425fb", "CapEff:\t0000000000000000", "CapEff:\tnone", ""})
    void rootOfAContainerIsAnOrdinaryUser(String capabilities) {
        FakeKernel kernel = new FakeKernel();
        kernel.files.put("/proc/self/status", capabilities + "\nCpus_allowed_list:\t0-3\n");
        assertThat(kernel.finding(Wall.ID_RANGES).evidence()).startsWith("one id");
    }

    @Test
    void rootOfAUserNamespaceIsAnOrdinaryUser() {
        FakeKernel kernel = new FakeKernel();
        kernel.files.put("/proc/self/uid_map", "         0       1000          1\n");
        assertThat(kernel.finding(Wall.ID_RANGES).evidence()).startsWith("one id");
        kernel.files.put("/proc/self/uid_map", "         0          0 4294967295\n");
        assertThat(kernel.finding(Wall.ID_RANGES).evidence()).contains("2013265920");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unprivileged_userns_clone=0", "apparmor_restrict_unprivileged_userns=1"})
    void switchesAgainstUnprivilegedNamespacesCountForUsersOnly(String setting) {
        String file = "/proc/sys/kernel/" + setting.substring(0, setting.indexOf('='));
        String value = setting.substring(setting.indexOf('=') + 1);
        FakeKernel user = FakeKernel.ofUser("alice");
        FakeKernel root = new FakeKernel();
        user.files.put(file, value);
        root.files.put(file, value);
        assertThat(user.finding(Wall.USER_NAMESPACE).state()).isEqualTo(Finding.State.MISSING);
        assertThat(user.finding(Wall.USER_NAMESPACE).evidence()).contains(file + " = " + value);
        assertThat(root.finding(Wall.USER_NAMESPACE).state()).isEqualTo(Finding.State.AVAILABLE);
    }

    @Test
    void anOverlayModuleThatIsNotLoadedIsNotDecided() {
        FakeKernel kernel = new FakeKernel();
        kernel.files.put("/proc/filesystems", "nodev\ttmpfs\n");
        kernel.paths.add("/lib/modules/6.12.1-amd64/kernel/fs/overlayfs");
        assertThat(kernel.finding(Wall.OVERLAY).state()).isEqualTo(Finding.State.UNKNOWN);
        assertThat(kernel.finding(Wall.OVERLAY).remedy()).contains("modprobe overlay");
    }

    @Test
    void swapOnV2IsDecidedAtLaunch() {
        FakeKernel kernel = new FakeKernel();
        kernel.files.put("/proc/swaps", "Filename\tType\n/dev/sdc\tpartition\n");
        assertThat(kernel.finding(Wall.SWAP).state()).isEqualTo(Finding.State.UNKNOWN);
    }

    @Test
    void swapOnV1IsBoundedWhereTheKernelCountsIt() {
        FakeKernel kernel = new FakeKernel();
        swapOnV1(kernel);
        kernel.paths.add("/c/memory/memory.memsw.limit_in_bytes");
        assertThat(kernel.finding(Wall.SWAP).state()).isEqualTo(Finding.State.AVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/uptime=",
                "/proc/uptime=soon",
                "/proc/sys/kernel/osrelease=",
                "/proc/sys/kernel/cap_last_cap=x",
                "/proc/self/status=CapEff:\t0"
            })
    void refusesAProcThatIsNotTheKernels(String broken) {
        FakeKernel kernel = new FakeKernel();
        String file = broken.substring(0, broken.indexOf('='));
        kernel.files.put(file, broken.substring(broken.indexOf('=') + 1));
        assertThatThrownBy(() -> HostProbe.probe(kernel)).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(HostFault.PROC);
            assertThat(e.fault().on()).isEqualTo(file);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "linux", "x.y", "-", "99999.1"})
    void anUnreadableReleaseIsOlderThanEveryFeature(String release) {
        assertThat(KernelVersion.parse(release).isAtLeast(1, 0)).isFalse();
    }

    @Test
    void versionsCompareByNumberNotByText() {
        assertThat(KernelVersion.parse("6.18.44-fc").isAtLeast(6, 6)).isTrue();
        assertThat(KernelVersion.parse("5.19").isAtLeast(6, 6)).isFalse();
        assertThat(KernelVersion.parse("10.1").isAtLeast(6, 6)).isTrue();
    }

    @Test
    void selinuxIsOfUseOnlyWithBothTypes() {
        FakeKernel kernel = new FakeKernel();
        kernel.accepted.add("system_u:system_r:container_t:s0");
        assertThat(HostProbe.probe(kernel).selinux().types()).contains(SelinuxSupport.Types.IMMURE);
        kernel.accepted.add("system_u:object_r:container_file_t:s0");
        assertThat(HostProbe.probe(kernel).selinux().types()).contains(SelinuxSupport.Types.CONTAINER);
        assertThat(kernel.finding(Wall.SELINUX).evidence()).contains("(enforcing), container_t and container_file_t");
    }

    @Test
    void aPolicyWithoutLevelsIsSaidToHaveNoCategories() {
        FakeKernel kernel = new FakeKernel();
        kernel.files.put("/sys/fs/selinux/mls", "0");
        kernel.accepted.add("system_u:system_r:immure_t");
        kernel.accepted.add("system_u:object_r:immure_file_t");
        assertThat(HostProbe.probe(kernel).selinux().levels()).isFalse();
        assertThat(kernel.finding(Wall.SELINUX).evidence()).contains("no categories");
    }
}
