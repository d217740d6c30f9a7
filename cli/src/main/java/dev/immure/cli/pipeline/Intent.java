package dev.immure.cli.pipeline;

import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.ContainerUser;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.Mount;
import dev.immure.core.plan.RootMode;
import dev.immure.core.plan.Wall;
import dev.immure.core.plan.WindowSize;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.Rlimit;
import dev.immure.profiles.OciSeccomp;
import dev.immure.profiles.ProfileLimits;
import dev.immure.profiles.SecurityProfile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What would run and how: image configuration, profile and options merged. A policy decides on it, and may tighten it. */
record Intent(
        List<String> argv,
        List<String> environment,
        String workingDirectory,
        ContainerUser user,
        String hostname,
        RootMode rootMode,
        List<Mount> mounts,
        Copies copies,
        Optional<WindowSize> terminal,
        CapabilitySet capabilities,
        List<Rlimit> rlimits,
        ProfileLimits limits,
        NetworkSpec network,
        Tuning tuning,
        SelinuxWish label,
        SecurityProfile profile,
        Optional<OciSeccomp> customSeccomp,
        List<Wall> bestEffort) {
    Intent {
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
        mounts = List.copyOf(mounts);
        rlimits = List.copyOf(rlimits);
        bestEffort = List.copyOf(bestEffort);
        Objects.requireNonNull(network, "network is null");
        Objects.requireNonNull(tuning, "tuning is null");
        Objects.requireNonNull(copies, "copies is null");
        Objects.requireNonNull(terminal, "terminal is null");
        Objects.requireNonNull(label, "label is null");
        Objects.requireNonNull(user, "user is null");
        Objects.requireNonNull(rootMode, "rootMode is null");
        Objects.requireNonNull(customSeccomp, "customSeccomp is null");
    }

    Intent withRootMode(RootMode mode) {
        return new Intent(
                argv,
                environment,
                workingDirectory,
                user,
                hostname,
                mode,
                mounts,
                copies,
                terminal,
                capabilities,
                rlimits,
                limits,
                network,
                tuning,
                label,
                profile,
                customSeccomp,
                bestEffort);
    }

    Intent withCapabilities(CapabilitySet fewer) {
        return new Intent(
                argv,
                environment,
                workingDirectory,
                user,
                hostname,
                rootMode,
                mounts,
                copies,
                terminal,
                fewer,
                rlimits,
                limits,
                network,
                tuning,
                label,
                profile,
                customSeccomp,
                bestEffort);
    }

    Intent withLimits(ProfileLimits tighter) {
        return new Intent(
                argv,
                environment,
                workingDirectory,
                user,
                hostname,
                rootMode,
                mounts,
                copies,
                terminal,
                capabilities,
                rlimits,
                tighter,
                network,
                tuning,
                label,
                profile,
                customSeccomp,
                bestEffort);
    }

    Intent withNetwork(NetworkSpec less) {
        return new Intent(
                argv,
                environment,
                workingDirectory,
                user,
                hostname,
                rootMode,
                mounts,
                copies,
                terminal,
                capabilities,
                rlimits,
                limits,
                less,
                tuning,
                label,
                profile,
                customSeccomp,
                bestEffort);
    }

    Intent withTuning(Tuning other) {
        return new Intent(
                argv,
                environment,
                workingDirectory,
                user,
                hostname,
                rootMode,
                mounts,
                copies,
                terminal,
                capabilities,
                rlimits,
                limits,
                network,
                other,
                label,
                profile,
                customSeccomp,
                bestEffort);
    }

    Intent withBestEffort(List<Wall> fewer) {
        return new Intent(
                argv,
                environment,
                workingDirectory,
                user,
                hostname,
                rootMode,
                mounts,
                copies,
                terminal,
                capabilities,
                rlimits,
                limits,
                network,
                tuning,
                label,
                profile,
                customSeccomp,
                fewer);
    }
}
