package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.fault.CliFault;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.pipeline.Tuning;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageReference;
import dev.immure.core.launch.CallerTerminal;
import dev.immure.core.plan.AddressRandomization;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.Mount;
import dev.immure.core.plan.Wall;
import dev.immure.core.resource.CpuSet;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.Quantity;
import dev.immure.core.runtime.Rlimit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the texts of {@link RunOptions} into values; collects every fault before it fails. */
final class RunOptionsReader {
    private static final long LEAST_MEMORY = 1L << 20;
    private static final long MOST_MEMORY = 1L << 50;

    /** One millisecond of a period of 100 (kernel, sched-bwc.rst). */
    private static final long LEAST_MILLI_CPUS = 10;

    private final RunOptions options;
    private final Caller caller;
    private final CallerTerminal terminal;
    private final String image;
    private final List<String> command;
    private final List<String> faults = new ArrayList<>();

    RunOptionsReader(RunOptions options, Caller caller, CallerTerminal terminal, String image, List<String> command) {
        this.options = options;
        this.caller = caller;
        this.terminal = terminal;
        this.image = image;
        this.command = command;
    }

    RunWish read() {
        ImageReference reference = caller.image(image);
        SecurityOptions security = SecurityOptions.read(
                options.securityOptions, caller, (text, why) -> faults.add("--security-opt " + text + ": " + why));
        RunWish wish = new RunWish(
                reference,
                command(),
                Optional.ofNullable(options.profile),
                Optional.ofNullable(options.entrypoint),
                user(),
                Optional.ofNullable(options.workingDirectory),
                hostname(),
                environment(),
                all("--volume", options.volumes, this::bind),
                all("--tmpfs", options.tmpfs, TmpfsOption::parse),
                copies(),
                capabilities("--cap-add", options.capAdd),
                capabilities("--cap-drop", options.capDrop),
                all("--ulimit", options.ulimits, RunOptionsReader::ulimit),
                limits(),
                new NetworkOptions(options, faults).read(),
                tuning(security.addresses()),
                security.seccomp(),
                security.label(),
                options.readOnly,
                options.interactive,
                options.terminal ? Optional.of(terminal.size()) : Optional.empty(),
                all("--best-effort", options.bestEffort, RunOptionsReader::wall),
                Optional.ofNullable(options.receipt),
                Optional.ofNullable(options.meta));
        if (!faults.isEmpty()) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot use the options for",
                    image,
                    String.join("; ", faults),
                    "See `immure run --help`"));
        }
        return wish;
    }

    /** A {@code --} between image and command is allowed, and is no argument. */
    private List<String> command() {
        return !command.isEmpty() && command.getFirst().equals("--") ? command.subList(1, command.size()) : command;
    }

    /** An image without a user means root of the sandbox; an option without one is an accident of a script. */
    private Optional<String> user() {
        if (options.user != null && options.user.isEmpty()) {
            faults.add("--user: it is empty");
        }
        return Optional.ofNullable(options.user);
    }

    private Optional<String> hostname() {
        String name = options.hostname;
        if (name != null && !name.matches("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,62}[a-zA-Z0-9])?")) {
            faults.add("--hostname " + name + ": not a host name");
        }
        return Optional.ofNullable(name);
    }

    /** Files first, so that an option counts for more than a line. */
    private List<String> environment() {
        EnvironmentReader reader = new EnvironmentReader(caller.variables(), faults);
        options.environmentFiles.forEach(reader::file);
        options.environment.forEach(reader::option);
        return reader.variables();
    }

    private Copies copies() {
        List<Copies.In> in = all("--copy-in", options.copyIn, text -> CopyOptions.in(text, caller));
        List<Copies.Out> out = all("--copy-out", options.copyOut, text -> CopyOptions.out(text, caller));
        return one("--copy-in, --copy-out", "", ignored -> new Copies(in, out)).orElse(Copies.none());
    }

    private RunWish.Limits limits() {
        Optional<DiskOption> disk = one("--disk", options.disk, DiskOption::parse);
        return new RunWish.Limits(
                one("--memory", options.memory, RunOptionsReader::memory),
                one("--pids-limit", options.pids, RunOptionsReader::count),
                one("--cpus", options.cpus, RunOptionsReader::milliCpus),
                one("--time-limit", options.timeLimit, RunOptionsReader::timeLimit),
                one("--wall-limit", options.wallLimit, RunOptionsReader::timeLimit),
                one("--output-limit", options.output, Quantity::bytes),
                disk.flatMap(DiskOption::bytes),
                disk.flatMap(DiskOption::inodes),
                disk.flatMap(DiskOption::backend));
    }

    private Tuning tuning(AddressRandomization addresses) {
        return new Tuning(
                one("--extra-time", options.extraTime, Quantity::duration).orElse(Duration.ZERO),
                one("--cpuset-cpus", options.cpuset, CpuSet::parse),
                addresses);
    }

    /** What the kernel, PID 1 and the smallest program need together; below it a launch may end before the program. */
    private static long memory(String text) {
        long bytes = Quantity.bytes(text);
        if (bytes < LEAST_MEMORY || bytes > MOST_MEMORY) {
            throw new IllegalArgumentException("a sandbox has from 1m to 1024t of memory");
        }
        return bytes;
    }

    private static Duration timeLimit(String text) {
        Duration limit = Quantity.duration(text);
        if (limit.isZero()) {
            throw new IllegalArgumentException("a time limit is more than zero");
        }
        return limit;
    }

    private <T> Optional<T> one(String option, @Nullable String text, Function<String, T> parser) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException | ArithmeticException e) {
            faults.add(option + " " + text + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private <T> List<T> all(String option, List<String> texts, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        texts.forEach(text -> one(option, text, parser).ifPresent(values::add));
        return values;
    }

    private List<Capability> capabilities(String option, List<String> names) {
        List<Capability> found = new ArrayList<>();
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            String full = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
            one(option, full, text -> CapabilitySet.parse(List.of(text)))
                    .ifPresent(set -> found.addAll(set.capabilities()));
        }
        return found;
    }

    private static long count(String text) {
        if (!text.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException("not a count from 1 to 9999999");
        }
        return Long.parseLong(text);
    }

    private static long milliCpus(String text) {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,3})?")) {
            throw new IllegalArgumentException("not a number of CPUs such as 0.5");
        }
        long milli = new BigDecimal(text).movePointRight(3).longValueExact();
        if (milli < LEAST_MILLI_CPUS) {
            throw new IllegalArgumentException("the kernel shares out no less than 0.01 CPUs");
        }
        return milli;
    }

    private static Wall wall(String text) {
        Wall wall = Arrays.stream(Wall.values())
                .filter(w -> w.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no such wall"));
        if (wall != Wall.LANDLOCK && wall != Wall.SELINUX && wall != Wall.CGROUP) {
            throw new IllegalArgumentException("no sandbox stands without it, so it cannot be waived");
        }
        return wall;
    }

    private static Rlimit ulimit(String text) {
        String[] parts = text.split("[=:]", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("not NAME=SOFT[:HARD]");
        }
        Rlimit.Resource resource;
        try {
            resource = Rlimit.Resource.valueOf("RLIMIT_" + parts[0].toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("there is no such limit", e);
        }
        long soft = amount(parts[1]);
        return new Rlimit(resource, soft, parts.length == 3 ? amount(parts[2]) : soft);
    }

    /** As docker run: -1 and unlimited are both RLIM_INFINITY. */
    private static long amount(String text) {
        return text.equals("-1") || text.equals("unlimited") ? Rlimit.UNLIMITED : Quantity.bytes(text);
    }

    /** The source is resolved here, once: what the policy sees is what is mounted. */
    private Mount.Bind bind(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("not SRC:DST[:ro|rw]");
        }
        Mount.Access access = switch (parts.length == 3 ? parts[2] : "ro") {
            case "ro" -> Mount.Access.READ_ONLY;
            case "rw" -> Mount.Access.READ_WRITE;
            default -> throw new IllegalArgumentException("after the destination stands ro or rw");
        };
        try {
            Path source = caller.path(parts[0]).toRealPath();
            Map<String, Object> attributes = Files.readAttributes(source, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
            Mount.Kind kind = kind(source);
            return new Mount.Bind(source.toString(), parts[1], kind, access, owner(attributes));
        } catch (IOException e) {
            throw new IllegalArgumentException("the source cannot be used: " + PathTrouble.why(e), e);
        }
    }

    private static Mount.Kind kind(Path source) {
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            return Mount.Kind.DIRECTORY;
        }
        if (Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            return Mount.Kind.FILE;
        }
        throw new IllegalArgumentException("the source is neither a directory nor a regular file");
    }

    private static Mount.Owner owner(Map<String, Object> attributes) {
        if (attributes.get("uid") instanceof Integer uid && attributes.get("gid") instanceof Integer gid) {
            return new Mount.Owner(Integer.toUnsignedLong(uid), Integer.toUnsignedLong(gid));
        }
        throw new IllegalStateException("the unix attributes are not numbers");
    }
}
