package dev.immure.cli.pipeline;

import dev.immure.core.disk.DiskPreference;
import dev.immure.core.image.ImageReference;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.Mount;
import dev.immure.core.plan.Wall;
import dev.immure.core.plan.WindowSize;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.Rlimit;
import dev.immure.profiles.OciSeccomp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the caller asked for, parsed and nothing more: empty where nothing was said.
 *
 * @param profile name or path of a profile
 * @param user as written: {@code UID[:GID]} or a name
 * @param environment {@code NAME=value}; a name alone takes the image's variable away
 * @param terminal size of the window of the terminal asked for
 * @param binds with what the host said about their sources
 * @param seccomp one more filter, on top of the profile's
 */
public record RunWish(
        ImageReference image,
        List<String> command,
        Optional<String> profile,
        Optional<String> entrypoint,
        Optional<String> user,
        Optional<String> workingDirectory,
        Optional<String> hostname,
        List<String> environment,
        List<Mount.Bind> binds,
        List<Mount.Tmpfs> tmpfs,
        Copies copies,
        List<Capability> addedCapabilities,
        List<Capability> droppedCapabilities,
        List<Rlimit> rlimits,
        Limits limits,
        NetworkSpec network,
        Tuning tuning,
        Optional<OciSeccomp> seccomp,
        SelinuxWish label,
        boolean readOnlyRoot,
        boolean interactive,
        Optional<WindowSize> terminal,
        List<Wall> bestEffort,
        Optional<Path> receipt,
        Optional<Path> meta) {
    public RunWish {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(copies, "copies is null");
        Objects.requireNonNull(terminal, "terminal is null");
        Objects.requireNonNull(limits, "limits is null");
        Objects.requireNonNull(network, "network is null");
        Objects.requireNonNull(tuning, "tuning is null");
        Objects.requireNonNull(seccomp, "seccomp is null");
        Objects.requireNonNull(label, "label is null");
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        binds = List.copyOf(binds);
        tmpfs = List.copyOf(tmpfs);
        addedCapabilities = List.copyOf(addedCapabilities);
        droppedCapabilities = List.copyOf(droppedCapabilities);
        rlimits = List.copyOf(rlimits);
        bestEffort = List.copyOf(bestEffort);
    }

    /** Limits by option; empty where the profile's holds. */
    public record Limits(
            Optional<Long> memoryBytes,
            Optional<Long> pids,
            Optional<Long> milliCpus,
            Optional<Duration> cpuTime,
            Optional<Duration> wallTime,
            Optional<Long> outputBytes,
            Optional<Long> diskBytes,
            Optional<Long> inodes,
            Optional<DiskPreference> diskBackend) {
        /** Nothing asked for. */
        public static Limits none() {
            return new Limits(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }
}
