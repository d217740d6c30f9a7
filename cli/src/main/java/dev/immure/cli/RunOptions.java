package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.core.launch.CallerTerminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that {@code run}, {@code plan} and {@code policy check} share. Names follow podman-run(1). */
public final class RunOptions {
    @Option(names = "--profile", paramLabel = "NAME|FILE", description = "Security profile; default: default.")
    @Nullable
    String profile;

    @Mixin
    final PolicyOptions policy;

    @Mixin
    final TrustOptions trust = new TrustOptions();

    @Mixin
    final RegistryOptions registry;

    @Mixin
    final CgroupOptions cgroup;

    @Option(
            names = {"-i", "--interactive"},
            description = "Pass standard input on; otherwise the program reads none.")
    boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Give the program a terminal of its own, made inside.")
    boolean terminal;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "Environment variable; a name alone takes the caller's value; repeatable.")
    List<String> environment = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Variables, one NAME[=VALUE] a line; repeatable.")
    List<Path> environmentFiles = new ArrayList<>();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Working directory; default: the image's.")
    @Nullable
    String workingDirectory;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "User inside, by numbers or by names of the image; default: the image's.")
    @Nullable
    String user;

    @Option(names = "--entrypoint", paramLabel = "CMD", description = "Instead of the image's entrypoint.")
    @Nullable
    String entrypoint;

    @Option(names = "--hostname", paramLabel = "NAME", description = "Host name inside; default: immure.")
    @Nullable
    String hostname;

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "SRC:DST[:ro|rw]",
            description = "Bind mount, read-only unless rw; repeatable.")
    List<String> volumes = new ArrayList<>();

    @Option(
            names = "--tmpfs",
            paramLabel = "DST[:OPTIONS]",
            description = "Empty file system in memory; OPTIONS: size=SIZE, mode=OCTAL, exec, noexec; repeatable.")
    List<String> tmpfs = new ArrayList<>();

    @Option(
            names = "--copy-in",
            paramLabel = "SRC:DST",
            description = "Copy a file or tree to DST before the start; repeatable.")
    List<String> copyIn = new ArrayList<>();

    @Option(
            names = "--copy-out",
            paramLabel = "PATH[?]:DEST",
            description = "Copy a regular file out after the end; with ? it may be missing; repeatable.")
    List<String> copyOut = new ArrayList<>();

    @Option(names = "--read-only", description = "Read-only root file system.")
    boolean readOnly;

    @Option(names = "--network", paramLabel = "none|private", description = "private: out through NAT and a filter.")
    @Nullable
    String network;

    @Option(
            names = "--allow-net",
            paramLabel = "CIDR[:PORT]",
            description = "The only destinations; repeatable. IPv6 with a port: [CIDR]:PORT.")
    List<String> allowNet = new ArrayList<>();

    @Option(names = "--dns", paramLabel = "IP", description = "Name server, reachable on port 53; repeatable.")
    List<String> dns = new ArrayList<>();

    @Option(names = "--bandwidth-in", paramLabel = "RATE", description = "Into the sandbox: 10mbit, 1mbps (bytes).")
    @Nullable
    String bandwidthIn;

    @Option(names = "--bandwidth-out", paramLabel = "RATE", description = "Out of the sandbox; units of tc(8).")
    @Nullable
    String bandwidthOut;

    @Option(names = "--traffic-limit", paramLabel = "SIZE", description = "Received and sent bytes of the whole run.")
    @Nullable
    String trafficLimit;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory of the whole sandbox; there is no swap.")
    @Nullable
    String memory;

    @Option(names = "--cpus", paramLabel = "N", description = "CPU time per time, such as 0.5.")
    @Nullable
    String cpus;

    @Option(names = "--pids-limit", paramLabel = "N", description = "Processes and threads.")
    @Nullable
    String pids;

    @Option(names = "--ulimit", paramLabel = "NAME=SOFT[:HARD]", description = "Such as nofile=64; repeatable.")
    List<String> ulimits = new ArrayList<>();

    @Option(
            names = "--disk",
            paramLabel = "SIZE[,inodes=N][,backend=NAME]",
            description = "What may be written to the root; held by auto, tmpfs, btrfs, project or loop.")
    @Nullable
    String disk;

    @Option(names = "--output-limit", paramLabel = "SIZE", description = "Standard output and error together.")
    @Nullable
    String output;

    @Option(names = "--time-limit", paramLabel = "TIME", description = "CPU time of everything inside, such as 1.5s.")
    @Nullable
    String timeLimit;

    @Option(names = "--extra-time", paramLabel = "TIME", description = "CPU time beyond the limit before the kill.")
    @Nullable
    String extraTime;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "CPUs to run on, such as 0-3,6.")
    @Nullable
    String cpuset;

    @Option(
            names = "--security-opt",
            paramLabel = "NAME=VALUE",
            description = "seccomp=FILE: a filter in Docker's or OCI's JSON on top of the profile's."
                    + " aslr=off: the same addresses each time."
                    + " label=disable|type:T|level:L: another SELinux label, if the policy permits. Repeatable.")
    List<String> securityOptions = new ArrayList<>();

    @Option(names = "--wall-limit", paramLabel = "TIME", description = "Time since the program began, such as 10s.")
    @Nullable
    String wallLimit;

    @Option(names = "--cap-add", paramLabel = "CAP", description = "Grant a capability, if the policy permits.")
    List<String> capAdd = new ArrayList<>();

    @Option(names = "--cap-drop", paramLabel = "CAP", description = "Take one that the profile gives.")
    List<String> capDrop = new ArrayList<>();

    @Option(names = "--best-effort", paramLabel = "WALL", description = "Run without this wall where it cannot stand.")
    List<String> bestEffort = new ArrayList<>();

    @Option(names = "--receipt", paramLabel = "FILE", description = "Write the receipt of the run, JSON.")
    @Nullable
    Path receipt;

    @Option(names = "--meta", paramLabel = "FILE", description = "Write isolate's meta file keys.")
    @Nullable
    Path meta;

    private final Caller caller;
    private final CallerTerminal terminalOfCaller;

    RunOptions() {
        this(new ProcessCaller(), CallerTerminal.ofProcess());
    }

    RunOptions(Caller caller, CallerTerminal terminal) {
        this.caller = caller;
        this.terminalOfCaller = terminal;
        policy = new PolicyOptions(caller);
        registry = new RegistryOptions(caller);
        cgroup = new CgroupOptions(caller);
    }

    void plain(PlainLine line) {
        policy.plain(line);
        trust.plain(line);
        registry.plain(line);
        cgroup.plain(line);
        line.once(value -> profile = value, "--profile")
                .flag(() -> interactive = true, "-i", "--interactive")
                .flag(() -> terminal = true, "-t", "--tty")
                .repeated(environment::add, "-e", "--env")
                .paths(environmentFiles::add, "--env-file")
                .once(value -> workingDirectory = value, "-w", "--workdir")
                .once(value -> user = value, "-u", "--user")
                .once(value -> entrypoint = value, "--entrypoint")
                .once(value -> hostname = value, "--hostname")
                .repeated(volumes::add, "-v", "--volume")
                .repeated(tmpfs::add, "--tmpfs")
                .repeated(copyIn::add, "--copy-in")
                .repeated(copyOut::add, "--copy-out")
                .flag(() -> readOnly = true, "--read-only")
                .once(value -> network = value, "--network")
                .repeated(allowNet::add, "--allow-net")
                .repeated(dns::add, "--dns")
                .once(value -> bandwidthIn = value, "--bandwidth-in")
                .once(value -> bandwidthOut = value, "--bandwidth-out")
                .once(value -> trafficLimit = value, "--traffic-limit")
                .once(value -> memory = value, "--memory")
                .once(value -> cpus = value, "--cpus")
                .once(value -> pids = value, "--pids-limit")
                .repeated(ulimits::add, "--ulimit")
                .once(value -> disk = value, "--disk")
                .once(value -> output = value, "--output-limit")
                .once(value -> timeLimit = value, "--time-limit")
                .once(value -> extraTime = value, "--extra-time")
                .once(value -> cpuset = value, "--cpuset-cpus")
                .repeated(securityOptions::add, "--security-opt")
                .once(value -> wallLimit = value, "--wall-limit")
                .repeated(capAdd::add, "--cap-add")
                .repeated(capDrop::add, "--cap-drop")
                .repeated(bestEffort::add, "--best-effort")
                .path(value -> receipt = value, "--receipt")
                .path(value -> meta = value, "--meta");
    }

    /**
     * What was asked for.
     *
     * @param command empty for the image's; a {@code --} in front of it is allowed
     * @throws dev.immure.core.ImmureException with all faults of the options at once
     */
    RunWish toWish(String image, List<String> command) {
        return new RunOptionsReader(this, caller, terminalOfCaller, image, command).read();
    }
}
