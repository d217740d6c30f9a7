package dev.immure.profiles;

import dev.immure.core.image.Digest;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A seccomp filter in the JSON of Docker or of the OCI runtime specification, as one more wall: what it allows is allowed
 * only if the profile allows it too ({@link dev.immure.core.runtime.SeccompStack}).
 *
 * <p>Where several of its rules match a call, the strictest decides. Calls that x86-64 does not have are left out.
 *
 * @param rules in the order of the file
 * @param digest of the file
 */
public record OciSeccomp(SeccompAction defaultAction, List<ConditionalRule> rules, Digest digest) {
    private static final SeccompAction UNKNOWN_CALL = new SeccompAction.Errno(38);

    public OciSeccomp {
        Objects.requireNonNull(defaultAction, "defaultAction is null");
        Objects.requireNonNull(digest, "digest is null");
        rules = List.copyOf(rules);
    }

    /**
     * Reads a file: Docker's format ({@code archMap}, {@code includes}, {@code excludes}), {@code linux.seccomp} of a
     * runtime configuration, or such a configuration as a whole.
     *
     * @param source the file's name, for messages
     * @throws dev.immure.core.ImmureException with a {@link ProfileFault}; all flaws at once
     */
    public static OciSeccomp parse(byte[] document, String source) {
        return OciSeccompReader.read(document, source);
    }

    /**
     * Rules and the hosts and sandboxes for which they are.
     *
     * @param rules one for each system call and alternative
     */
    public record ConditionalRule(Condition includes, Condition excludes, List<SeccompRule> rules) {
        public ConditionalRule {
            rules = List.copyOf(rules);
        }

        boolean isFor(CapabilitySet capabilities, KernelRelease kernel) {
            return includes.isMetWholly(capabilities, kernel) && !excludes.isMetPartly(capabilities, kernel);
        }
    }

    /**
     * What {@code includes} and {@code excludes} ask for.
     *
     * @param otherArchitectures whether architectures are named, and this one is not among them
     * @param thisArchitecture whether this one is named
     * @param minKernel 0.0 when none is named
     */
    public record Condition(
            boolean otherArchitectures, boolean thisArchitecture, Set<String> capabilities, KernelRelease minKernel) {
        static final Condition NONE = new Condition(false, false, Set.of(), KernelRelease.NONE);

        public Condition {
            capabilities = Set.copyOf(capabilities);
        }

        boolean isMetWholly(CapabilitySet held, KernelRelease kernel) {
            return !otherArchitectures && names(held).containsAll(capabilities) && kernel.isAtLeast(minKernel);
        }

        boolean isMetPartly(CapabilitySet held, KernelRelease kernel) {
            return thisArchitecture
                    || names(held).stream().anyMatch(capabilities::contains)
                    || (!minKernel.equals(KernelRelease.NONE) && kernel.isAtLeast(minKernel));
        }

        private static List<String> names(CapabilitySet held) {
            return held.capabilities().stream().map(Enum::name).toList();
        }
    }

    /** First two numbers of a kernel release. */
    public record KernelRelease(int major, int minor) {
        static final KernelRelease NONE = new KernelRelease(0, 0);

        /** {@link #NONE} for a text that does not begin with two numbers. */
        public static KernelRelease of(String release) {
            String[] parts = release.split("[^0-9]", 3);
            boolean two = parts.length >= 2 && parts[0].matches("[0-9]{1,4}") && parts[1].matches("[0-9]{1,4}");
            return two ? new KernelRelease(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])) : NONE;
        }

        boolean isAtLeast(KernelRelease other) {
            return major > other.major || (major == other.major && minor >= other.minor);
        }
    }

    /**
     * The filter for one sandbox.
     *
     * @param capabilities those of the sandbox, by which {@code caps} of the file is decided
     * @param kernel of this host, for {@code minKernel}
     */
    public SeccompProfile profile(CapabilitySet capabilities, KernelRelease kernel) {
        List<SeccompRule> chosen = new ArrayList<>();
        rules.stream().filter(rule -> rule.isFor(capabilities, kernel)).forEach(rule -> chosen.addAll(rule.rules()));
        // The first that matches decides in a profile; the actions are numbered from the strictest on (seccomp(2)).
        chosen.sort(Comparator.comparingInt(rule -> rule.action().returnValue()));
        return new SeccompProfile(defaultAction, defaultAction.refuses() ? defaultAction : UNKNOWN_CALL, chosen);
    }
}
