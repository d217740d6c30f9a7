package dev.immure.policy;

import dev.immure.core.plan.Wall;
import dev.immure.core.runtime.Quantity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code decision.require(kind, value)}. */
final class ObligationParser {
    private static final Pattern CAPABILITY = Pattern.compile("CAP_[A-Z0-9_]{1,40}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final Pattern AMOUNT = Pattern.compile("[1-9][0-9]{0,18}");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");

    private ObligationParser() {}

    /** Why the pair names no obligation; empty when it does. */
    static Optional<String> problem(String kind, String value) {
        try {
            parse(kind, value);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException with the reason */
    static Obligation parse(String kind, String value) {
        return switch (kind) {
            case "drop-capability" ->
                new Obligation.DropCapability(match(CAPABILITY, kind, value, "a capability such as CAP_CHOWN"));
            case "read-only-root" -> bare(kind, value, new Obligation.ReadOnlyRoot());
            case "cap-memory" -> size(kind, value, Obligation.CapMemory::new);
            case "cap-pids" ->
                new Obligation.CapPids(Long.parseLong(match(COUNT, kind, value, "a number of processes such as 64")));
            case "cap-cpu-time" -> time(kind, value, Obligation.CapCpuTime::new);
            case "cap-wall-time" -> time(kind, value, Obligation.CapWallTime::new);
            case "cap-output" -> size(kind, value, Obligation.CapOutput::new);
            case "cap-disk" -> size(kind, value, Obligation.CapDisk::new);
            case "no-network" -> bare(kind, value, new Obligation.NoNetwork());
            case "use-profile" -> new Obligation.UseProfile(match(NAME, kind, value, "a profile such as strict"));
            case "demand-wall" -> wall(kind, value);
            default -> throw new IllegalArgumentException("there is no obligation '" + kind + "'");
        };
    }

    /** As {@link Obligation#kind} and {@link Obligation#value} give them: caps as numbers of their smallest unit. */
    static Obligation exact(String kind, String value) {
        return switch (kind) {
            case "cap-memory" -> new Obligation.CapMemory(amount(kind, value));
            case "cap-cpu-time" -> new Obligation.CapCpuTime(Duration.ofNanos(amount(kind, value)));
            case "cap-wall-time" -> new Obligation.CapWallTime(Duration.ofNanos(amount(kind, value)));
            case "cap-output" -> new Obligation.CapOutput(amount(kind, value));
            case "cap-disk" -> new Obligation.CapDisk(amount(kind, value));
            default -> parse(kind, value);
        };
    }

    private static long amount(String kind, String value) {
        return Long.parseLong(match(AMOUNT, kind, value, "a number above zero"));
    }

    /** A wall that does not exist would never be missed. */
    private static Obligation wall(String kind, String value) {
        if (Stream.of(Wall.values()).noneMatch(wall -> wall.label().equals(value))) {
            throw wanted(kind, "a wall such as seccomp");
        }
        return new Obligation.DemandWall(value);
    }

    private static Obligation bare(String kind, String value, Obligation obligation) {
        if (!value.isEmpty()) {
            throw new IllegalArgumentException("'" + kind + "' takes no value");
        }
        return obligation;
    }

    private static Obligation size(String kind, String value, Function<Long, Obligation> make) {
        try {
            long bytes = Quantity.bytes(value);
            if (bytes > 0) {
                return make.apply(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw wanted(kind, "a size such as 512m", e);
        }
        throw wanted(kind, "a size above zero");
    }

    private static Obligation time(String kind, String value, Function<Duration, Obligation> make) {
        try {
            Duration duration = Quantity.duration(value);
            if (duration.isPositive()) {
                return make.apply(duration);
            }
        } catch (IllegalArgumentException e) {
            throw wanted(kind, "a duration such as 1.5s", e);
        }
        throw wanted(kind, "a duration above zero");
    }

    private static String match(Pattern pattern, String kind, String value, String example) {
        if (!pattern.matcher(value).matches()) {
            throw wanted(kind, example);
        }
        return value;
    }

    private static IllegalArgumentException wanted(String kind, String example) {
        return new IllegalArgumentException("'" + kind + "' takes " + example);
    }

    private static IllegalArgumentException wanted(String kind, String example, IllegalArgumentException cause) {
        return new IllegalArgumentException("'" + kind + "' takes " + example, cause);
    }
}
