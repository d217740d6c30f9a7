package dev.immure.core.launch;

import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.IdPool;
import dev.immure.core.host.IdRanges;
import dev.immure.core.image.Digest;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.AddressRandomization;
import dev.immure.core.plan.ContainerSpec;
import dev.immure.core.plan.ContainerUser;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import dev.immure.core.plan.LaunchContext;
import dev.immure.core.plan.LaunchPermit;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCompiler;
import dev.immure.core.plan.Mount;
import dev.immure.core.plan.RootMode;
import dev.immure.core.plan.SelinuxLabel;
import dev.immure.core.plan.Wall;
import dev.immure.core.plan.WindowSize;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.Cgroups;
import dev.immure.core.resource.Hierarchy;
import dev.immure.core.resource.ResourceLimits;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Rlimit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A real sandbox around the probe program (src/test/c/probe.c): what a test does not set is the plainest thing there is.
 * The filter allows everything, since these tests are not about it.
 */
final class TestSandbox {
    static final long MIB = 1 << 20;
    static final DiskLimit DISK = new DiskLimit(4 * MIB, 64);

    /** {@code BPF_RET | BPF_K, SECCOMP_RET_ALLOW} (seccomp(2)). */
    static final BpfProgram ALLOW_ALL = new BpfProgram(new byte[] {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f});

    /** Set for a class of tests that is to run again in sandboxes that were put up before. */
    static final String HELD = "immure.test.held";

    private static final int SLOTS = 16;
    private static final HostReport HOST = HostProbe.probe();
    private static final CgroupLayout LAYOUT = CgroupLayout.detect();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final AtomicInteger LAYERS = new AtomicInteger();

    final String id = "test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    /** Bottom first. */
    private final Map<Digest, Path> layers = new LinkedHashMap<>();

    private Optional<LaunchContext> context = Optional.empty();
    private Optional<SandboxRun> current = Optional.empty();
    private boolean interrupted;
    private final Path state;
    private final List<String> argv;
    private Optional<InputStream> stdin = Optional.empty();
    private OutputStream to = stdout;
    private ContainerUser user = new ContainerUser(1000, 1000, List.of());
    private RootMode rootMode = RootMode.WRITABLE;
    private String workingDirectory = "/";
    private BpfProgram filter = ALLOW_ALL;
    private final List<Mount> mounts = new ArrayList<>();
    private final List<Rlimit> rlimits = new ArrayList<>();
    private ProtectedPaths paths = new ProtectedPaths(List.of("/proc/kcore"), List.of("/proc/sys"));
    private ResourceLimits resources = ResourceLimits.of(64 * MIB, 16);
    private DiskLimit disk = DISK;
    private Optional<SelinuxLabel> label = Optional.empty();
    private boolean landlock = true;
    private NetworkSpec network = new NetworkSpec.None();
    private Copies copies = Copies.none();
    private long mostBytesOut = 4 * MIB;
    private Optional<WindowSize> terminal = Optional.empty();
    private TimeLimits limits = new TimeLimits(Optional.empty(), Optional.of(Duration.ofSeconds(30)), MIB);

    private TestSandbox(Path tree, List<String> argv) {
        this.argv = argv;
        this.state = tree.resolveSibling("state");
        layer(tree);
    }

    /** @param tree an image tree made by {@link #makeTree} */
    static TestSandbox of(Path tree, String... acts) {
        List<String> argv = new ArrayList<>(List.of("/bin/probe"));
        argv.addAll(List.of(acts));
        return new TestSandbox(tree, argv);
    }

    /** With a command line that does not begin with the probe. */
    static TestSandbox command(Path tree, String... argv) {
        return new TestSandbox(tree, List.of(argv));
    }

    /** The whole image: {@code /bin/probe}. */
    static Path makeTree(Path directory) throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Path bin = Files.createDirectory(tree.resolve("bin"));
        CCompiler.freestanding("probe.c", bin.resolve("probe"));
        // JUnit makes its folders private to their owner, and the root of a layer is what every user passes through.
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(bin.resolve("probe"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return tree;
    }

    /** Below the pool that Immure gives out, and another one for each test process. */
    static IdPool pool(long pid) {
        long base = 0x6000_0000L + (pid % 256) * SLOTS * IdMap.SIZE;
        return new IdPool(base, base, SLOTS);
    }

    /** One more layer, on top. */
    TestSandbox layer(Path tree) {
        layers.put(
                Digest.of(
                        ByteBuffer.allocate(4).putInt(LAYERS.incrementAndGet()).array()),
                tree);
        return this;
    }

    TestSandbox stdin(String text) {
        return stdin(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    TestSandbox stdin(InputStream from) {
        stdin = Optional.of(from);
        return this;
    }

    TestSandbox stdoutTo(OutputStream stream) {
        to = stream;
        return this;
    }

    TestSandbox user(int uid, int gid) {
        user = new ContainerUser(uid, gid, List.of());
        return this;
    }

    TestSandbox readOnlyRoot() {
        rootMode = RootMode.READ_ONLY;
        return this;
    }

    TestSandbox workingDirectory(String path) {
        workingDirectory = path;
        return this;
    }

    TestSandbox filter(BpfProgram program) {
        filter = program;
        return this;
    }

    TestSandbox mount(Mount mount) {
        mounts.add(mount);
        return this;
    }

    TestSandbox rlimit(Rlimit.Resource resource, long value) {
        rlimits.add(new Rlimit(resource, value, value));
        return this;
    }

    TestSandbox network(NetworkSpec spec) {
        network = spec;
        return this;
    }

    TestSandbox paths(ProtectedPaths protectedPaths) {
        paths = protectedPaths;
        return this;
    }

    /** @param level sensitivity and categories */
    TestSandbox label(String type, String level) {
        String file = type.replaceFirst("_t$", "_file_t");
        label = Optional.of(
                new SelinuxLabel("system_u:system_r:" + type + ":" + level, "system_u:object_r:" + file + ":" + level));
        return this;
    }

    TestSandbox copyIn(Path source, String destination) {
        List<Copies.In> in = new ArrayList<>(copies.in());
        in.add(new Copies.In(source.toString(), destination));
        copies = new Copies(in, copies.out());
        return this;
    }

    TestSandbox copyOut(String path, Copies.Presence presence, Path destination) {
        List<Copies.Out> out = new ArrayList<>(copies.out());
        out.add(new Copies.Out(path, presence, destination.toString()));
        copies = new Copies(copies.in(), out);
        return this;
    }

    TestSandbox mostBytesOut(long bytes) {
        mostBytesOut = bytes;
        return this;
    }

    TestSandbox terminal(int rows, int columns) {
        terminal = Optional.of(new WindowSize(rows, columns));
        return this;
    }

    /** So that a test sees what holds without it. */
    TestSandbox withoutLandlock() {
        landlock = false;
        return this;
    }

    TestSandbox memory(long bytes) {
        resources = ResourceLimits.of(bytes, resources.pids());
        return this;
    }

    TestSandbox disk(DiskLimit limit) {
        disk = limit;
        return this;
    }

    TestSandbox milliCpus(int count) {
        resources = resources.withMilliCpus(count);
        return this;
    }

    TestSandbox pids(int count) {
        resources = ResourceLimits.of(resources.memoryBytes(), count);
        return this;
    }

    TestSandbox cpuTime(Duration limit) {
        limits = new TimeLimits(Optional.of(limit), limits.wallTime(), limits.outputBytes());
        return this;
    }

    TestSandbox extraTime(Duration extra) {
        limits = new TimeLimits(limits.cpuTime(), limits.wallTime(), limits.outputBytes(), extra);
        return this;
    }

    TestSandbox wallTime(Duration limit) {
        limits = new TimeLimits(limits.cpuTime(), Optional.of(limit), limits.outputBytes());
        return this;
    }

    TestSandbox output(long bytes) {
        limits = new TimeLimits(limits.cpuTime(), limits.wallTime(), bytes);
        return this;
    }

    TimeLimits limits() {
        return limits;
    }

    private LaunchPlan plan(IdLease lease, List<String> command, List<String> environment) {
        Digest image = Digest.of(new byte[] {2});
        ContainerSpec spec = new ContainerSpec(
                image,
                List.copyOf(layers.keySet()),
                command,
                environment,
                workingDirectory,
                user,
                "probe",
                rootMode,
                mounts,
                CapabilitySet.empty(),
                rlimits,
                AddressRandomization.ON,
                filter,
                paths,
                disk,
                label,
                network,
                copies,
                terminal,
                landlock ? List.of() : List.of(Wall.LANDLOCK));
        return LaunchPlanCompiler.compile(spec, LaunchPermit.issue(image, image, "test"), context(lease));
    }

    /** Once: what is planned later must have the same clocks. */
    private synchronized LaunchContext context(IdLease lease) {
        LaunchContext made = context.orElseGet(() -> newContext(lease));
        context = Optional.of(made);
        return made;
    }

    private LaunchContext newContext(IdLease lease) {
        // CLOCK_MONOTONIC, which System.nanoTime reads on Linux.
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        List<Hierarchy> hierarchies = LAYOUT.hierarchies(resources.controllers());
        return new LaunchContext(
                id,
                lease.map(),
                landlock ? HOST.landlockAbi() : 0,
                HOST.lastCapability(),
                seconds,
                Math.max(seconds, HOST.uptimeSeconds()),
                CgroupLayout.names(hierarchies),
                CgroupLayout.unified(hierarchies),
                Cgroups.directoryName(id),
                "/tmp");
    }

    /** What a test does with a sandbox that stands, and with a run that fits it. */
    interface HeldTest<T> {
        T with(HeldSandbox held, LaunchRequest request);
    }

    /** Launches it, once; where {@link #HELD} says so, and the plan allows it, in a sandbox that was put up before. */
    RunReport run() {
        return Boolean.getBoolean(HELD) ? runHeldIfItCan() : launched(request -> run(new SandboxRun(request)));
    }

    private RunReport runHeldIfItCan() {
        return launched(request -> {
            if (request.plan().template().isEmpty()) {
                return run(new SandboxRun(request));
            }
            try (HeldSandbox held = HeldSandbox.prepare(example(request))) {
                return run(new SandboxRun(request, held));
            }
        });
    }

    /** Puts it up for another command, and closes what the test has left of it. */
    <T> T held(HeldTest<T> test) {
        return launched(request -> {
            try (HeldSandbox held = HeldSandbox.prepare(example(request))) {
                return test.with(held, request);
            }
        });
    }

    RunReport run(SandboxRun run) {
        begin(run);
        return run.run();
    }

    /** The same place for another program, with other limits and streams. */
    LaunchRequest example(LaunchRequest of) {
        return new LaunchRequest(
                of.sandboxId(),
                plan(of.idRange(), List.of("/bin/example", "secret-argument"), List.of("SECRET=example")),
                of.layerTrees(),
                of.idRange(),
                of.cgroups(),
                of.resources(),
                new TimeLimits(Optional.empty(), Optional.of(Duration.ofNanos(1)), 0),
                of.network(),
                of.disk(),
                of.transfers(),
                of.window(),
                Optional.empty(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }

    private <T> T launched(Function<LaunchRequest, T> use) {
        try (IdRanges ranges = IdRanges.open(state, pool(ProcessHandle.current().pid()));
                IdLease lease = ranges.acquire();
                SandboxDisk made = SandboxDisk.open(state, disk, lease.map(), lease.slot(), id)) {
            return use.apply(new LaunchRequest(
                    id,
                    plan(lease, argv, List.of("PATH=/bin")),
                    layers,
                    lease,
                    LAYOUT,
                    resources,
                    limits,
                    network,
                    made,
                    new Transfers(copies, mostBytesOut),
                    terminal.map(size -> () -> size),
                    stdin,
                    to,
                    stderr));
        }
    }

    private synchronized void begin(SandboxRun run) {
        current = Optional.of(run);
        if (interrupted) {
            run.interrupt();
        }
    }

    /** Ends it; a run that has not begun ends as it begins. */
    synchronized void interrupt() {
        interrupted = true;
        current.ifPresent(SandboxRun::interrupt);
    }

    String out() {
        return stdout.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return stderr.toString(StandardCharsets.UTF_8);
    }

    /** Where the sandbox's cgroup directories are while it lives. */
    List<Path> cgroups() {
        return LAYOUT.hierarchies(resources.controllers()).stream()
                .map(h -> h.base().resolve(Cgroups.directoryName(id)))
                .toList();
    }
}
