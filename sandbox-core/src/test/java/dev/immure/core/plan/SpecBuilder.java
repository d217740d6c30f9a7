package dev.immure.core.plan;

import dev.immure.core.image.Digest;
import dev.immure.core.network.AllowRule;
import dev.immure.core.network.IpAddress;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.Rate;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Rlimit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The inputs of the compiler, each of which a test can change alone. Begins with the least that can be launched. */
final class SpecBuilder {
    /** {@code BPF_RET | BPF_K, SECCOMP_RET_ALLOW} (seccomp(2)). */
    static final byte[] ALLOW_ALL = {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f};

    Digest image = digest(1);
    Digest permitted = image;
    List<Digest> layers = List.of(digest(2));
    List<String> argv = List.of("/bin/true");
    List<String> environment = List.of();
    String workingDirectory = "/";
    ContainerUser user = new ContainerUser(1000, 1000, List.of());
    String hostname = "box";
    RootMode rootMode = RootMode.WRITABLE;
    List<Mount> mounts = List.of();
    CapabilitySet capabilities = CapabilitySet.empty();
    AddressRandomization addresses = AddressRandomization.ON;
    List<Rlimit> rlimits = List.of();
    BpfProgram seccomp = new BpfProgram(ALLOW_ALL);
    ProtectedPaths paths = new ProtectedPaths(List.of(), List.of());
    DiskLimit disk = new DiskLimit(1 << 20, 64);
    NetworkSpec network = new NetworkSpec.None();
    Optional<SelinuxLabel> label = Optional.empty();
    Copies copies = Copies.none();
    Optional<WindowSize> terminal = Optional.empty();
    List<Wall> bestEffort = List.of();

    String sandboxId = "box-1";
    IdMap ids = new IdMap.Own(0x7800_0000L, 0x7800_0000L);
    int landlockAbi = 7;
    int lastCapability = 40;
    long monotonicSeconds = 1000;
    long boottimeSeconds = 2000;
    Optional<String> unified = Optional.empty();
    List<String> controllers = List.of("/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids");
    String cgroupName = "immure-box-1";
    String stagingDirectory = "/tmp";

    static Digest digest(int seed) {
        return Digest.of(new byte[] {(byte) seed});
    }

    /** Everything the compiler can be asked for at once, so that every op it knows is in the plan. */
    static SpecBuilder full() {
        SpecBuilder spec = new SpecBuilder();
        spec.layers = List.of(digest(2), digest(3));
        spec.argv = List.of("sh", "-c", "echo \"two\nlines\"");
        spec.environment = List.of("PATH=/usr/bin:/bin", "HOME=/home/user", "EMPTY=");
        spec.workingDirectory = "/home/user";
        spec.user = new ContainerUser(1000, 100, List.of(4, 20));
        spec.rootMode = RootMode.READ_ONLY;
        spec.mounts = List.of(
                new Mount.Tmpfs("/tmp", 16 << 20, 1000, 01777, Mount.Execution.ALLOWED),
                new Mount.Tmpfs("/dev/shm", 1 << 20, 100, 01777, Mount.Execution.REFUSED),
                bind("/srv/data", "/data", Mount.Kind.DIRECTORY, Mount.Access.READ_ONLY, 0),
                bind("/srv/out", "/out", Mount.Kind.DIRECTORY, Mount.Access.READ_WRITE, 1234),
                bind("/etc/motd", "/etc/motd", Mount.Kind.FILE, Mount.Access.READ_ONLY, 0));
        spec.capabilities = new CapabilitySet(EnumSet.of(Capability.CAP_NET_BIND_SERVICE, Capability.CAP_CHOWN));
        spec.rlimits = List.of(
                new Rlimit(Rlimit.Resource.RLIMIT_NOFILE, 256, 1024),
                new Rlimit(Rlimit.Resource.RLIMIT_STACK, 8 << 20, Rlimit.UNLIMITED));
        spec.paths = new ProtectedPaths(List.of("/proc/kcore", "/proc/keys"), List.of("/proc/sys", "/proc/bus"));
        spec.network = new NetworkSpec.Private(
                List.of(AllowRule.parse("192.0.2.0/24:443"), AllowRule.parse("[2001:db8::/32]:80")),
                List.of(IpAddress.parse("192.0.2.53")),
                Optional.of(Rate.parse("10mbit")),
                Optional.of(Rate.parse("1mbps")),
                OptionalLong.of(1 << 20));
        spec.addresses = AddressRandomization.OFF;
        spec.disk = new DiskLimit(64 << 20, 4096, DiskBackend.LOOP);
        spec.label = Optional.of(label("c1,c2"));
        spec.copies = new Copies(
                List.of(new Copies.In("/home/user/main.c", "/box/main.c")),
                List.of(new Copies.Out("/box/out.txt", Copies.Presence.REQUIRED, "/home/user/out.txt")));
        spec.terminal = Optional.of(new WindowSize(24, 80));
        return spec;
    }

    /** {@link #full()} as far as an ordinary user can have it. */
    static SpecBuilder ofCaller(IdMap ids) {
        SpecBuilder spec = full();
        spec.ids = ids;
        spec.user = new ContainerUser(0, 0, List.of());
        spec.network = new NetworkSpec.None();
        return spec;
    }

    /** Ids that subuid(5) gives to user 1234. */
    static final IdMap SUBORDINATE = new IdMap.Subordinate(1234, 1234, 100_000, 200_000);

    /** His own alone. */
    static final IdMap SINGLE = new IdMap.Single(1234, 1234, "newuidmap is not installed");

    static Mount.Bind bind(String source, String destination, Mount.Kind kind, Mount.Access access, long owner) {
        return new Mount.Bind(source, destination, kind, access, new Mount.Owner(owner, owner));
    }

    ContainerSpec spec() {
        return new ContainerSpec(
                image,
                layers,
                argv,
                environment,
                workingDirectory,
                user,
                hostname,
                rootMode,
                mounts,
                capabilities,
                rlimits,
                addresses,
                seccomp,
                paths,
                disk,
                label,
                network,
                copies,
                terminal,
                bestEffort);
    }

    LaunchContext context() {
        return new LaunchContext(
                sandboxId,
                ids,
                landlockAbi,
                lastCapability,
                monotonicSeconds,
                boottimeSeconds,
                controllers,
                unified,
                cgroupName,
                stagingDirectory);
    }

    LaunchPlan compile() {
        return LaunchPlanCompiler.compile(spec(), LaunchPermit.issue(permitted, digest(9), "decision-1"), context());
    }

    static SelinuxLabel label(String categories) {
        return new SelinuxLabel(
                "system_u:system_r:immure_t:s0:" + categories, "system_u:object_r:immure_file_t:s0:" + categories);
    }
}
