package dev.immure.profiles;

import dev.immure.core.runtime.Rlimit;
import dev.immure.core.runtime.SeccompAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What distinguishes one profile from another, each difference with the side it is on.
 *
 * @param first name of the profile compared with
 * @param second name of the profile compared
 * @param changes in the order of a profile: capabilities, limits, rlimits, mounts, environment, paths, system calls
 */
public record ProfileDiff(String first, String second, List<Change> changes) {
    public ProfileDiff {
        changes = List.copyOf(changes);
    }

    /** What the second profile does with it. */
    public enum Direction {
        /** Gives less. */
        TIGHTER,
        /** Gives more. */
        LOOSER,
        /** Neither, or it cannot be told. */
        DIFFERENT
    }

    /**
     * One difference.
     *
     * @param area {@code limit}, {@code rlimit}, {@code capability}, {@code tmpfs}, {@code environment},
     *     {@code masked-path}, {@code read-only-path}, {@code system-call} or {@code system-call-networked}
     * @param name of the limit, path, call and so on
     * @param from what the first says; {@code none} where it says nothing
     * @param to what the second says
     */
    public record Change(String area, String name, Direction direction, String from, String to) {}

    /** Whether nothing differs but names, descriptions and reasons. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** {@link Direction#TIGHTER} when the second gives less in something and more in nothing; and so on. */
    public Direction overall() {
        Set<Direction> seen = changes.stream().map(Change::direction).collect(Collectors.toSet());
        return seen.size() == 1 ? seen.iterator().next() : Direction.DIFFERENT;
    }

    /** Compares the two. */
    public static ProfileDiff of(SecurityProfile first, SecurityProfile second) {
        List<Change> changes = new ArrayList<>();
        set(changes, "capability", Direction.LOOSER, capabilities(first), capabilities(second));
        limits(changes, first.limits(), second.limits());
        compare(
                changes,
                "rlimit",
                rlimits(first),
                rlimits(second),
                ProfileDiff::show,
                Rlimit::isWithin,
                Direction.TIGHTER);
        compare(
                changes,
                "tmpfs",
                tmpfs(first),
                tmpfs(second),
                ProfileDiff::show,
                TmpfsMount::isWithin,
                Direction.LOOSER);
        compare(
                changes,
                "environment",
                first.environment(),
                second.environment(),
                value -> value,
                (a, b) -> false,
                Direction.DIFFERENT);
        set(
                changes,
                "masked-path",
                Direction.TIGHTER,
                first.paths().masked(),
                second.paths().masked());
        set(
                changes,
                "read-only-path",
                Direction.TIGHTER,
                first.paths().readOnly(),
                second.paths().readOnly());
        SeccompDiff.of("system-call", first.seccomp(), second.seccomp()).forEach(changes::add);
        SeccompDiff.of("system-call-networked", first.networkedSeccomp(), second.networkedSeccomp()).stream()
                .filter(change -> changes.stream().noneMatch(same -> isSame(same, change)))
                .toList()
                .forEach(changes::add);
        return new ProfileDiff(first.name(), second.name(), changes);
    }

    /** What holds with a network as without one is told once. */
    private static boolean isSame(Change one, Change networked) {
        return one.area().equals("system-call")
                && one.name().equals(networked.name())
                && one.from().equals(networked.from())
                && one.to().equals(networked.to());
    }

    private static List<String> capabilities(SecurityProfile profile) {
        return profile.capabilities().capabilities().stream().map(Enum::name).toList();
    }

    private static void limits(List<Change> changes, ProfileLimits first, ProfileLimits second) {
        Map<String, Long> from = LimitReader.values(first);
        LimitReader.values(second).forEach((name, to) -> {
            long was = Objects.requireNonNull(from.get(name), name);
            if (was != to) {
                changes.add(new Change(
                        "limit",
                        name,
                        to < was ? Direction.TIGHTER : Direction.LOOSER,
                        String.valueOf(was),
                        String.valueOf(to)));
            }
        });
    }

    private static Map<String, Rlimit> rlimits(SecurityProfile profile) {
        return byName(profile.rlimits(), limit -> limit.resource().name());
    }

    private static Map<String, TmpfsMount> tmpfs(SecurityProfile profile) {
        return byName(profile.tmpfs(), TmpfsMount::path);
    }

    private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        values.forEach(value -> map.put(name.apply(value), value));
        return map;
    }

    private static String show(Rlimit limit) {
        return value(limit.soft()) + ":" + value(limit.hard());
    }

    private static String value(long rlimit) {
        return rlimit == Rlimit.UNLIMITED ? "unlimited" : Long.toUnsignedString(rlimit);
    }

    private static String show(TmpfsMount mount) {
        return mount.sizeBytes() + " bytes, " + mount.inodes() + " inodes, mode " + Integer.toOctalString(mount.mode())
                + (mount.execution() == TmpfsMount.Execution.REFUSED ? ", noexec" : "");
    }

    private interface Within<T> {
        boolean isWithin(T one, T other);
    }

    /** @param added what it means that the second has one more */
    private static <T> void compare(
            List<Change> changes,
            String area,
            Map<String, T> first,
            Map<String, T> second,
            Function<T, String> show,
            Within<T> within,
            Direction added) {
        Set<String> names = new LinkedHashSet<>(first.keySet());
        names.addAll(second.keySet());
        for (String name : names) {
            T from = first.get(name);
            T to = second.get(name);
            if (from == null && to != null) {
                changes.add(new Change(area, name, added, "none", show.apply(to)));
            } else if (from != null && to == null) {
                changes.add(new Change(area, name, opposite(added), show.apply(from), "none"));
            } else if (from != null && to != null && !from.equals(to)) {
                Direction direction = within.isWithin(to, from)
                        ? Direction.TIGHTER
                        : within.isWithin(from, to) ? Direction.LOOSER : Direction.DIFFERENT;
                changes.add(new Change(area, name, direction, show.apply(from), show.apply(to)));
            }
        }
    }

    private static void set(
            List<Change> changes, String area, Direction added, List<String> first, List<String> second) {
        Set<String> names = new TreeSet<>(first);
        names.addAll(second);
        for (String name : names) {
            if (!first.contains(name)) {
                changes.add(new Change(area, name, added, "none", "listed"));
            } else if (!second.contains(name)) {
                changes.add(new Change(area, name, opposite(added), "listed", "none"));
            }
        }
    }

    static Direction opposite(Direction direction) {
        return switch (direction) {
            case TIGHTER -> Direction.LOOSER;
            case LOOSER -> Direction.TIGHTER;
            case DIFFERENT -> Direction.DIFFERENT;
        };
    }

    /** Of two answers to the same call. */
    static Direction direction(SeccompAction from, SeccompAction to) {
        boolean wasRefused = from.refuses();
        if (wasRefused != to.refuses()) {
            return wasRefused ? Direction.LOOSER : Direction.TIGHTER;
        }
        return Direction.DIFFERENT;
    }
}
