package dev.immure.core.resource;

import dev.immure.core.internal.kernel.Descriptors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Where this host has its controllers, seen from this process. */
public sealed interface CgroupLayout {
    /**
     * Only cgroup v1.
     *
     * @param directories this process's own cgroup, by controller; two controllers mounted together share one
     */
    record V1(Map<Controller, Path> directories) implements CgroupLayout {
        public V1 {
            directories = Map.copyOf(directories);
        }
    }

    /**
     * Only cgroup v2.
     *
     * @param directory the cgroup below which sandboxes can be made
     * @param controllers those that it can give to its children
     */
    record V2(Path directory, Set<Controller> controllers) implements CgroupLayout {
        public V2 {
            EnumSet<Controller> all = EnumSet.of(Controller.CPUACCT);
            all.addAll(controllers);
            controllers = Set.copyOf(all);
        }
    }

    /** Both are mounted; a controller that v1 has is not on v2. */
    record Hybrid(V1 v1, V2 v2) implements CgroupLayout {}

    /**
     * None that can be used, and the caller has said that this may be: no limit and no meter of a cgroup then.
     *
     * @param why for the receipt
     */
    record Waived(String why) implements CgroupLayout {
        public Waived {
            Objects.requireNonNull(why, "why is null");
        }
    }

    /**
     * What /proc/self/mountinfo and /proc/self/cgroup say.
     *
     * @throws dev.immure.core.ImmureException a {@link CgroupFault}: NONE, OUTSIDE or MALFORMED
     */
    static CgroupLayout detect() {
        return detect(Optional.empty());
    }

    /** As {@link #detect()}, below the parent that was chosen, if any. */
    static CgroupLayout detect(Optional<CgroupParent> parent) {
        return detect(
                CgroupDetector::readBounded, Descriptors.effectiveUserId() == 0, CgroupLayout::isDelegated, parent);
    }

    /**
     * As {@link #detect()}, with what is known of the host given.
     *
     * @param files empty for a file that cannot be read
     * @param root whether the caller is
     * @param delegated whether a v2 cgroup is marked as delegated to whoever runs in it
     */
    static CgroupLayout detect(
            Function<Path, Optional<String>> files,
            boolean root,
            Predicate<Path> delegated,
            Optional<CgroupParent> parent) {
        return new CgroupDetector(files, root, delegated, parent).detect();
    }

    /** Whether systemd has delegated this v2 cgroup to what runs in it. */
    static boolean isDelegated(Path cgroup) {
        return Delegation.isMarked(cgroup);
    }

    /** {@code v1}, {@code v2} or {@code hybrid}. */
    default String text() {
        return switch (this) {
            case V1 v1 -> "v1";
            case V2 v2 -> "v2";
            case Hybrid hybrid -> "hybrid";
            case Waived waived -> "none";
        };
    }

    /** Every controller that a sandbox can have here. */
    default Set<Controller> controllers() {
        EnumSet<Controller> all = EnumSet.noneOf(Controller.class);
        switch (this) {
            case V1 v1 -> all.addAll(v1.directories().keySet());
            case V2 v2 -> all.addAll(v2.controllers());
            case Hybrid hybrid -> {
                all.addAll(hybrid.v1().controllers());
                all.addAll(hybrid.v2().controllers());
            }
            case Waived ignored -> {}
        }
        return all;
    }

    /**
     * The trees in which a sandbox needs a cgroup of its own, v1 before v2, each controller in exactly one of them.
     *
     * @throws dev.immure.core.ImmureException {@link CgroupFault#CONTROLLER} that names every missing controller
     */
    default List<Hierarchy> hierarchies(Set<Controller> needed) {
        if (this instanceof Waived) {
            // Before anything is found missing.
            return List.of();
        }
        EnumSet<Controller> missing = EnumSet.copyOf(needed);
        missing.removeAll(controllers());
        if (!missing.isEmpty()) {
            throw CgroupFault.CONTROLLER.because(
                    "cannot limit the sandbox with",
                    "cgroup " + text(),
                    "no controller "
                            + String.join(
                                    ", ",
                                    missing.stream().map(Controller::kernelName).toList()),
                    "Enable it: on v2 in cgroup.subtree_control of the parent, on v1 by mounting it, "
                            + "and do not disable it on the kernel command line (cgroup_disable=)");
        }
        return switch (this) {
            case V1 v1 -> seats(v1, needed);
            case V2 v2 -> List.of(new Hierarchy(CgroupVersion.V2, v2.directory(), needed));
            case Hybrid hybrid -> seats(hybrid, needed);
            case Waived ignored -> List.of();
        };
    }

    /** How a plan names the hierarchies: by the directories below which sandboxes get theirs. */
    static List<String> names(List<Hierarchy> hierarchies) {
        return hierarchies.stream().map(h -> h.base().toString()).toList();
    }

    /** The name of the one that is v2; empty when none is. */
    static Optional<String> unified(List<Hierarchy> hierarchies) {
        return hierarchies.stream()
                .filter(h -> h.version() == CgroupVersion.V2)
                .map(h -> h.base().toString())
                .findFirst();
    }

    private static List<Hierarchy> seats(V1 v1, Set<Controller> needed) {
        Map<Path, Set<Controller>> byPath = new LinkedHashMap<>();
        for (Controller controller : EnumSet.copyOf(needed)) {
            Path path = v1.directories().get(controller);
            if (path != null) {
                byPath.computeIfAbsent(path, p -> EnumSet.noneOf(Controller.class))
                        .add(controller);
            }
        }
        List<Hierarchy> seats = new ArrayList<>();
        byPath.forEach((path, controllers) -> seats.add(new Hierarchy(CgroupVersion.V1, path, controllers)));
        return seats;
    }

    private static List<Hierarchy> seats(Hybrid hybrid, Set<Controller> needed) {
        List<Hierarchy> seats = new ArrayList<>(seats(hybrid.v1(), needed));
        EnumSet<Controller> rest = EnumSet.copyOf(needed);
        rest.removeAll(hybrid.v1().controllers());
        if (!rest.isEmpty()) {
            seats.add(new Hierarchy(CgroupVersion.V2, hybrid.v2().directory(), rest));
        }
        return seats;
    }
}
