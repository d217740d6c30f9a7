package dev.immure.policy.bundle;

import dev.immure.core.host.Reliance;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyMemory;
import dev.immure.policy.ReadyPolicies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Which policy decides on this host. Where it is said whose policies count, nothing but a bundle signed by them does; there
 * is one way to a policy then, and it has no branch for the unsigned.
 *
 * @param gate empty where nothing is said: then directories of rules decide, which is for writing policies
 * @param memory of what files of rules came to before
 * @param engine the version of this Immure
 */
public record PolicyChoice(
        Optional<BundleGate> gate, InstalledPolicies installed, PolicyMemory memory, EngineVersion engine) {
    /** What is going to be done by the policy. */
    public enum Use {
        /** Something is launched: from now on no older version is accepted. */
        LAUNCH,
        /** Somebody asks: nothing is remembered. */
        ASK
    }

    public PolicyChoice {
        Objects.requireNonNull(gate, "gate is null");
        Objects.requireNonNull(installed, "installed is null");
        Objects.requireNonNull(memory, "memory is null");
        Objects.requireNonNull(engine, "engine is null");
    }

    /**
     * The policy that is asked for; else the one in place; else the one that ships with Immure, where that is enough.
     *
     * @param place a directory of rules, a file of rules, or a bundle
     * @throws dev.immure.core.ImmureException with a {@link BundleFault}, a fault of the verifier, or those of the rules
     */
    public PolicyBundle choose(Optional<Path> place, Use use) {
        if (place.isEmpty()) {
            return installed.current().map(bundle -> accept(bundle, use)).orElseGet(this::shipped);
        }
        if (isRules(place.get())) {
            return unsigned(place.get());
        }
        return accept(read(place.get()), use);
    }

    /**
     * A policy to be looked at: replayed, explained, compared. Of a bundle all is checked but who signed it and when it may be
     * used, so it counts as unsigned, and nothing can be launched by it where signed ones are asked for.
     *
     * @throws dev.immure.core.ImmureException with a {@link BundleFault}, or the faults of the rules
     */
    public static PolicyBundle look(Path place) {
        return isRules(place) ? load(place, PolicyMemory.NONE) : look(read(place));
    }

    /** The same, of a bundle that was read already. */
    public static PolicyBundle look(BundleFile bundle) {
        return BundleGate.look(bundle);
    }

    /** By what it is, not by what is in it: nothing of a file is looked at to find out how strict to be with it. */
    static boolean isRules(Path place) {
        String name = String.valueOf(place.getFileName());
        return Files.isDirectory(place)
                || isReady(place)
                || PartName.parse(name).filter(PartName::isRules).isPresent();
    }

    /** What ships with Immure is what somebody's own policy was to be stricter than. */
    private PolicyBundle shipped() {
        if (gate.isPresent()) {
            throw BundleFault.NONE_IN_PLACE.at(
                    "cannot decide without a policy in",
                    installed.path().toString(),
                    "this host accepts signed bundles only");
        }
        return PolicyBundle.baseline(memory);
    }

    private PolicyBundle unsigned(Path place) {
        if (gate.isPresent()) {
            throw BundleFault.NOT_A_BUNDLE.at(
                    "cannot accept policy", place.toString(), "this host accepts signed bundles only");
        }
        PolicyBundle policy = load(place, memory);
        engine.requireFor(policy, place.toString());
        return policy;
    }

    private static PolicyBundle load(Path place, PolicyMemory memory) {
        return isReady(place) ? ReadyPolicies.load(place.toString(), memory) : PolicyBundle.load(place, memory);
    }

    /** The bare name of a policy that ships with Immure, where there is no file of that name. */
    static boolean isReady(Path place) {
        return ReadyPolicies.names().contains(place.toString()) && !Files.exists(place);
    }

    private PolicyBundle accept(BundleFile bundle, Use use) {
        AcceptedBundle accepted = gate.orElseThrow(() ->
                        BundleFault.NO_TRUST.refuse(bundle.place(), "nothing says whose signature counts for policies"))
                .accept(bundle, memory);
        switch (use) {
            case LAUNCH -> installed.remember(accepted);
            case ASK -> installed.require(accepted);
        }
        return accepted.policy();
    }

    /**
     * Reads a bundle from a file.
     *
     * @throws dev.immure.core.ImmureException with UNREADABLE, or as {@link BundleArchive#read}
     */
    public static BundleFile read(Path file) {
        Reliance.on(file);
        // Looked at before it is opened: opening a FIFO would wait for a writer.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw BundleFault.UNREADABLE.refuse(file.toString(), "it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return BundleArchive.read(in.readNBytes(BundleLimits.FILE_BYTES + 1), file.toString());
        } catch (IOException e) {
            throw BundleFault.UNREADABLE.refuse(
                    file.toString(), e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage());
        }
    }
}
