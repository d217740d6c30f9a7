package dev.immure.policy.bundle;

import dev.immure.core.host.Reliance;
import dev.immure.core.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The bundle that is in place on this host, the one before it, and the highest version that was ever accepted of each name.
 * Several processes may use it at a time.
 */
public final class InstalledPolicies {
    /** A host that follows more names than this follows somebody who makes them up. */
    private static final int MOST_NAMES = 5_000;

    private static final String MEMORY = "bundles.json";
    private static final String SUFFIX = ".bundle";

    private final Path path;

    /** @param path its own directory within the state; made when it is first used */
    public InstalledPolicies(Path path) {
        this.path = Objects.requireNonNull(path, "path is null");
    }

    Path path() {
        return path;
    }

    /**
     * Refuses what is older than, or another than, what was accepted here before. Remembers nothing.
     *
     * @throws dev.immure.core.ImmureException with ROLLBACK, FORKED or STATE
     */
    public void require(AcceptedBundle bundle) {
        Reliance.on(path.resolve(MEMORY));
        memory().require(BundleIdentity.of(bundle.file()), bundle.file().place());
    }

    /**
     * The same, and from now on nothing older is accepted; on disk when this returns.
     *
     * @throws dev.immure.core.ImmureException with ROLLBACK, FORKED or STATE
     */
    public void remember(AcceptedBundle bundle) {
        // What was accepted stays so only while no higher version is: whoever keeps the answer relies on that.
        Reliance.on(path.resolve(MEMORY));
        BundleIdentity identity = BundleIdentity.of(bundle.file());
        // Most runs are by the bundle of the run before: no lock, and nothing to write.
        if (!memory().accepted(identity.name()).equals(Optional.of(identity))) {
            update(memory -> accept(memory, bundle, identity));
        }
    }

    /**
     * Puts a bundle in place. The one before it is kept, and everything older goes.
     *
     * @throws dev.immure.core.ImmureException with ROLLBACK, FORKED or STATE
     */
    public void install(AcceptedBundle bundle) {
        BundleIdentity identity = BundleIdentity.of(bundle.file());
        byte[] file = BundleArchive.write(bundle.file());
        try (StateDirectory state = StateDirectory.open(path)) {
            boolean used = state.isUsed();
            state.alone(() -> {
                BundleMemory after =
                        accept(memory(state, used), bundle, identity).installed(identity);
                // The file first: a memory that names it must find it.
                state.replace(name(identity), file);
                state.replace(MEMORY, MemoryJson.write(after));
                clean(state, after);
            });
        }
    }

    /**
     * Takes the bundle of a name away; what was accepted stays remembered.
     *
     * @throws dev.immure.core.ImmureException with NOT_INSTALLED or STATE
     */
    public void uninstall(String name) {
        try (StateDirectory state = StateDirectory.open(path)) {
            boolean used = state.isUsed();
            state.alone(() -> {
                BundleMemory before = memory(state, used);
                if (before.current().filter(one -> one.name().equals(name)).isEmpty()) {
                    throw BundleFault.NOT_INSTALLED.at(
                            "cannot take away policy bundle",
                            name,
                            before.current()
                                    .map(one -> "the one in place is " + one)
                                    .orElse("none is in place"));
                }
                BundleMemory after = before.uninstalled();
                state.replace(MEMORY, MemoryJson.write(after));
                clean(state, after);
            });
        }
    }

    /**
     * The bundle that is in place, as it was put there: nothing about it is believed because it lies there.
     *
     * @throws dev.immure.core.ImmureException with STATE, or as {@link BundleArchive#read}
     */
    public Optional<BundleFile> current() {
        Reliance.on(path.resolve(MEMORY));
        if (isMissing()) {
            return Optional.empty();
        }
        try (StateDirectory state = StateDirectory.open(path)) {
            Optional<BundleIdentity> current = memory(state).current();
            return current.map(identity -> read(state, identity));
        }
    }

    private BundleFile read(StateDirectory state, BundleIdentity identity) {
        String on = path.resolve(name(identity)).toString();
        byte[] file = state.read(name(identity), BundleLimits.FILE_BYTES)
                .orElseThrow(() -> BundleFault.STATE.at("cannot find the policy bundle in place", on, "it is gone"));
        BundleFile bundle = BundleArchive.read(file, on);
        if (!BundleIdentity.of(bundle).equals(identity)) {
            throw BundleFault.STATE.at(
                    "cannot use the policy bundle in place",
                    on,
                    "it is " + BundleIdentity.of(bundle) + ", not " + identity);
        }
        return bundle;
    }

    /** What is remembered, for people: the one in place first, the one before it, then the highest of each name. */
    public record Listing(
            Optional<BundleIdentity> current, Optional<BundleIdentity> previous, List<BundleIdentity> accepted) {}

    public Listing list() {
        BundleMemory memory = memory();
        return new Listing(memory.current(), memory.previous(), memory.accepted());
    }

    private static BundleMemory accept(BundleMemory memory, AcceptedBundle bundle, BundleIdentity identity) {
        memory.require(identity, bundle.file().place());
        BundleMemory after = memory.with(identity);
        if (after.accepted().size() > MOST_NAMES) {
            throw BundleFault.STATE.at(
                    "cannot remember policy bundle", identity.name(), MOST_NAMES + " names are remembered already");
        }
        return after;
    }

    private void update(UnaryOperator<BundleMemory> change) {
        try (StateDirectory state = StateDirectory.open(path)) {
            boolean used = state.isUsed();
            state.alone(() -> state.replace(MEMORY, MemoryJson.write(change.apply(memory(state, used)))));
        }
    }

    private BundleMemory memory() {
        // To look is not to make: a host that never had a bundle gets no directory for it.
        if (isMissing()) {
            return BundleMemory.EMPTY;
        }
        try (StateDirectory state = StateDirectory.open(path)) {
            return memory(state);
        }
    }

    /** Surely: what cannot be looked at is not taken for nothing. */
    private boolean isMissing() {
        return Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private BundleMemory memory(StateDirectory state) {
        boolean used = state.isUsed();
        Optional<BundleMemory> there = there(state);
        if (there.isPresent() || !used) {
            return there.orElse(BundleMemory.EMPTY);
        }
        // Somebody may be about to write the first one.
        AtomicReference<BundleMemory> written = new AtomicReference<>(BundleMemory.EMPTY);
        state.alone(() -> written.set(memory(state, true)));
        return written.get();
    }

    /**
     * Within {@link StateDirectory#alone}.
     *
     * @param used whether somebody was here before: then a memory that is not there was taken away
     */
    private BundleMemory memory(StateDirectory state, boolean used) {
        Optional<BundleMemory> there = there(state);
        if (there.isEmpty() && used) {
            throw BundleFault.STATE.at(
                    "cannot rely on what is remembered of policy bundles in",
                    path.resolve(MEMORY).toString(),
                    "it is gone, and was here before");
        }
        return there.orElse(BundleMemory.EMPTY);
    }

    private Optional<BundleMemory> there(StateDirectory state) {
        return state.read(MEMORY, MemoryJson.MAX_BYTES)
                .map(bytes -> MemoryJson.read(bytes, path.resolve(MEMORY).toString()));
    }

    private static void clean(StateDirectory state, BundleMemory memory) {
        List<String> kept = Stream.concat(memory.current().stream(), memory.previous().stream())
                .map(InstalledPolicies::name)
                .toList();
        state.names().stream()
                .filter(name -> name.endsWith(SUFFIX) && !kept.contains(name))
                .forEach(state::remove);
    }

    private static String name(BundleIdentity identity) {
        return identity.digest().hex() + SUFFIX;
    }
}
