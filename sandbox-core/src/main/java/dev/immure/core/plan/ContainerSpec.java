package dev.immure.core.plan;

import dev.immure.core.image.Digest;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Rlimit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What shall run and behind which walls: image configuration, profile, obligations and options, already merged by "the
 * stricter wins".
 *
 * @param image digest of the manifest; the permit must be for the same
 * @param layers diff_ids, bottom first, at least one. Of a layer that an image has twice only the upper copy is kept: it
 *     hides all that the lower one holds, and overlay refuses the same directory twice (ELOOP)
 * @param argv at least the program
 * @param environment {@code NAME=value}
 * @param seccomp the compiled filter
 * @param selinuxLabel for execve and for mounts, where SELinux enforces
 * @param selinuxLabel for execve and for mounts, where SELinux is on
 * @param terminal size of the terminal that the program gets instead of its three pipes
 * @param bestEffort walls that the user has said may be missing
 */
public record ContainerSpec(
        Digest image,
        List<Digest> layers,
        List<String> argv,
        List<String> environment,
        String workingDirectory,
        ContainerUser user,
        String hostname,
        RootMode rootMode,
        List<Mount> mounts,
        CapabilitySet capabilities,
        List<Rlimit> rlimits,
        AddressRandomization addresses,
        BpfProgram seccomp,
        ProtectedPaths protectedPaths,
        DiskLimit disk,
        Optional<SelinuxLabel> selinuxLabel,
        NetworkSpec network,
        Copies copies,
        Optional<WindowSize> terminal,
        List<Wall> bestEffort) {
    public ContainerSpec {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(workingDirectory, "workingDirectory is null");
        Objects.requireNonNull(user, "user is null");
        Objects.requireNonNull(hostname, "hostname is null");
        Objects.requireNonNull(rootMode, "rootMode is null");
        Objects.requireNonNull(capabilities, "capabilities is null");
        Objects.requireNonNull(addresses, "addresses is null");
        Objects.requireNonNull(seccomp, "seccomp is null");
        Objects.requireNonNull(protectedPaths, "protectedPaths is null");
        Objects.requireNonNull(disk, "disk is null");
        Objects.requireNonNull(network, "network is null");
        Objects.requireNonNull(selinuxLabel, "selinuxLabel is null");
        Objects.requireNonNull(copies, "copies is null");
        Objects.requireNonNull(terminal, "terminal is null");
        layers = List.copyOf(new LinkedHashSet<>(layers.reversed())).reversed();
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
        mounts = List.copyOf(mounts);
        rlimits = List.copyOf(rlimits);
        bestEffort = List.copyOf(bestEffort);
    }
}
