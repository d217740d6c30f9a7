package dev.immure.policy.bundle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a host remembers of bundles. Immutable; changes give another one.
 *
 * @param current in place: it decides where nothing else is asked for
 * @param previous in place before it
 * @param accepted the highest version that was accepted of each name, in the order of names
 */
record BundleMemory(
        Optional<BundleIdentity> current, Optional<BundleIdentity> previous, List<BundleIdentity> accepted) {
    static final BundleMemory EMPTY = new BundleMemory(Optional.empty(), Optional.empty(), List.of());

    BundleMemory {
        Objects.requireNonNull(current, "current is null");
        Objects.requireNonNull(previous, "previous is null");
        accepted = accepted.stream()
                .sorted(Comparator.comparing(BundleIdentity::name))
                .toList();
        if (accepted.stream().map(BundleIdentity::name).distinct().count() != accepted.size()) {
            throw new IllegalArgumentException("one name is remembered twice");
        }
    }

    Optional<BundleIdentity> accepted(String name) {
        return accepted.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** @throws dev.immure.core.ImmureException with ROLLBACK or FORKED */
    void require(BundleIdentity bundle, String on) {
        Optional<BundleIdentity> known = accepted(bundle.name());
        if (known.isEmpty()) {
            return;
        }
        BundleIdentity before = known.get();
        if (bundle.version() < before.version()) {
            throw BundleFault.ROLLBACK.refuse(
                    on,
                    "it is version " + bundle.version() + " of " + bundle.name() + ", and version " + before.version()
                            + " was accepted here before");
        }
        if (bundle.version() == before.version() && !bundle.digest().equals(before.digest())) {
            throw BundleFault.FORKED.refuse(
                    on,
                    bundle.digest() + " calls itself " + bundle.name() + " version " + bundle.version() + ", which is "
                            + before.digest() + " here");
        }
    }

    /** After it was accepted: nothing lower is from now on. */
    BundleMemory with(BundleIdentity bundle) {
        List<BundleIdentity> all = new ArrayList<>(accepted);
        all.removeIf(one -> one.name().equals(bundle.name()));
        all.add(bundle);
        return new BundleMemory(current, previous, all);
    }

    /** After it was put in place; the one there before is kept, unless it is the same. */
    BundleMemory installed(BundleIdentity bundle) {
        Optional<BundleIdentity> before =
                current.filter(one -> !one.equals(bundle)).or(() -> previous);
        return new BundleMemory(Optional.of(bundle), before.filter(one -> !one.equals(bundle)), accepted);
    }

    /** After what is in place was taken away. What was accepted stays remembered. */
    BundleMemory uninstalled() {
        return new BundleMemory(Optional.empty(), Optional.empty(), accepted);
    }
}
