package dev.immure.profiles;

import dev.immure.core.image.Digest;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Rlimit;
import dev.immure.core.runtime.SeccompProfile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a sandbox may do unless policy or options tighten it further: the walls of one name, as data.
 *
 * @param name lower case letters, digits and hyphens
 * @param description one sentence for {@code immure profile ls}
 * @param seccomp for a sandbox without a network
 * @param networkedSeccomp for one with a network; allows a few calls more
 * @param environment in order; the image's and the user's variables come on top
 * @param reasons why a limit, rlimit, mount or path is as it is, by its name: {@code memory}, {@code RLIMIT_CORE},
 *     {@code /proc/kcore}. Those of system calls stand in their rules.
 * @param digest of the files it was read from, its base's included
 */
public record SecurityProfile(
        String name,
        String description,
        SeccompProfile seccomp,
        SeccompProfile networkedSeccomp,
        CapabilitySet capabilities,
        ProfileLimits limits,
        List<Rlimit> rlimits,
        List<TmpfsMount> tmpfs,
        Map<String, String> environment,
        ProtectedPaths paths,
        Map<String, String> reasons,
        Digest digest) {
    public SecurityProfile {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(description, "description is null");
        Objects.requireNonNull(seccomp, "seccomp is null");
        Objects.requireNonNull(networkedSeccomp, "networkedSeccomp is null");
        Objects.requireNonNull(capabilities, "capabilities is null");
        Objects.requireNonNull(limits, "limits is null");
        Objects.requireNonNull(paths, "paths is null");
        Objects.requireNonNull(digest, "digest is null");
        rlimits = List.copyOf(rlimits);
        tmpfs = List.copyOf(tmpfs);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        reasons = Map.copyOf(reasons);
    }
}
