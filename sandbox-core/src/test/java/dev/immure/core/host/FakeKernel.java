package dev.immure.core.host;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.HarmlessCall;
import dev.immure.core.internal.kernel.SeccompLibrary;
import dev.immure.core.network.IpAddress;
import dev.immure.core.network.NetworkTrial;
import dev.immure.core.network.UserNetworkNeeds;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A host that has every wall, from which tests take one thing away. */
final class FakeKernel implements KernelView {
    final Map<String, String> files = new HashMap<>();
    final Set<String> paths = new HashSet<>();
    final Set<String> delegated = new HashSet<>();
    final Set<String> accepted = new HashSet<>();
    final Set<String> readOnly = new HashSet<>();
    final Map<HarmlessCall, Long> calls = new EnumMap<>(HarmlessCall.class);
    Optional<SeccompLibrary> seccomp = Optional.of(new SeccompLibrary("2.5.4", 6));
    Optional<Map<NetworkTrial.Part, String>> network = Optional.of(Map.of());
    Supplier<UserNetworkNeeds> userNetwork =
            () -> new UserNetworkNeeds(Path.of("/usr/bin/pasta"), Set.of(IpAddress.Family.V4));
    int userId;
    String userName = "root";

    FakeKernel() {
        for (String type : new String[] {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"}) {
            paths.add("/proc/self/ns/" + type);
            files.put("/proc/sys/user/max_" + type + "_namespaces", "1000\n");
        }
        files.put("/proc/sys/kernel/osrelease", "6.12.1-amd64\n");
        files.put("/proc/sys/net/ipv4/ip_forward", "1\n");
        files.put("/proc/sys/net/ipv6/conf/all/forwarding", "0\n");
        files.put("/proc/uptime", "1192.84 2236.03\n");
        files.put("/proc/sys/kernel/cap_last_cap", "40\n");
        files.put("/proc/self/status", "Name:\tjava\nCapEff:\t000001ffffffffff\nCpus_allowed_list:\t0-3\n");
        files.put("/proc/filesystems", "nodev\ttmpfs\nnodev\toverlay\n\text4\n");
        files.put("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
        files.put("/proc/self/mountinfo", """
                21 1 0:20 / / rw - btrfs /dev/sda rw
                22 21 8:2 / /data rw - xfs /dev/sdb rw,prjquota
                30 21 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
                """);
        files.put("/proc/self/cgroup", "0::/app\n");
        files.put("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        files.put("/sys/fs/selinux/enforce", "1");
        files.put("/sys/fs/selinux/mls", "1");
        accepted.add("system_u:system_r:immure_t:s0");
        accepted.add("system_u:object_r:immure_file_t:s0");
        files.put("/sys/module/apparmor/parameters/enabled", "Y\n");
        files.put("/proc/sys/kernel/yama/ptrace_scope", "1\n");
        files.put("/proc/sys/vm/memfd_noexec", "1\n");
        files.put("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
        files.put("/etc/group", "root:x:0:\n");
        files.put("/etc/subuid", "alice:100000:65536\n");
        files.put("/etc/subgid", "alice:100000:65536\n");
        paths.add("/sys/fs/selinux");
        paths.add("/dev/loop-control");
        paths.add("/sys/fs/ext4/features/verity");
        paths.add("/usr/bin/newuidmap");
        paths.add("/usr/bin/newgidmap");
        for (HarmlessCall call : HarmlessCall.values()) {
            calls.put(call, (long) -Errno.EINVAL);
        }
        calls.put(HarmlessCall.PIDFD_SEND_SIGNAL, (long) -Errno.EBADF);
        calls.put(HarmlessCall.LANDLOCK_ABI, 7L);
        calls.put(HarmlessCall.NO_NEW_PRIVS, 0L);
        calls.put(HarmlessCall.SECCOMP_ERRNO, 0L);
        calls.put(HarmlessCall.SECCOMP_KILL_PROCESS, 0L);
        calls.put(HarmlessCall.TMPFS_USER_XATTR, 0L);
    }

    static FakeKernel ofUser(String name) {
        FakeKernel kernel = new FakeKernel();
        kernel.userId = 1000;
        kernel.userName = name;
        return kernel;
    }

    void refuse(HarmlessCall call, int errno) {
        calls.put(call, (long) -errno);
    }

    Finding finding(Wall wall) {
        return HostProbe.probe(this).finding(wall);
    }

    @Override
    public FileText read(String path) {
        String text = files.get(path);
        return text == null ? FileText.unreadable(path, "does not exist") : FileText.of(path, text);
    }

    @Override
    public boolean exists(String path) {
        return paths.contains(path) || files.containsKey(path);
    }

    @Override
    public boolean isWritable(String path) {
        return !readOnly.contains(path);
    }

    @Override
    public boolean isDelegated(String cgroup) {
        return delegated.contains(cgroup);
    }

    @Override
    public boolean accepts(String path, String text) {
        return accepted.contains(text);
    }

    @Override
    public long attempt(HarmlessCall call) {
        Long answer = calls.get(call);
        return answer == null ? -Errno.ENOSYS : answer;
    }

    @Override
    public SeccompLibrary seccompLibrary() {
        return seccomp.orElseThrow(() -> new ImmureException(
                new Fault(HostFault.PROC, "cannot load", "libseccomp.so.2", "no such library", "Install it")));
    }

    @Override
    public Optional<Map<NetworkTrial.Part, String>> networkRefusals() {
        return network;
    }

    @Override
    public UserNetworkNeeds userNetwork() {
        return userNetwork.get();
    }

    @Override
    public int effectiveUserId() {
        return userId;
    }

    @Override
    public int effectiveGroupId() {
        return userId;
    }

    @Override
    public boolean raisesRights(String path) {
        return paths.contains(path);
    }

    @Override
    public String userName() {
        return userName;
    }
}
