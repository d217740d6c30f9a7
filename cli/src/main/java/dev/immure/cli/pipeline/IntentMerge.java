package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageConfig;
import dev.immure.core.plan.ContainerUser;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.Mount;
import dev.immure.core.plan.RootMode;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Rlimit;
import dev.immure.profiles.ProfileLimits;
import dev.immure.profiles.SecurityProfile;
import dev.immure.profiles.TmpfsMount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Merges image configuration, profile and options by one rule: the stricter wins. An option above the profile's limit is
 * a conflict and not silently lowered; all conflicts are told at once. Pure.
 */
final class IntentMerge {
    private final RunWish wish;
    private final ImageConfig image;
    private final SecurityProfile profile;
    private final List<String> conflicts = new ArrayList<>();

    private IntentMerge(RunWish wish, ImageConfig image, SecurityProfile profile) {
        this.wish = wish;
        this.image = image;
        this.profile = profile;
    }

    /**
     * The merged intent.
     *
     * @param user already resolved, since a name needs the image's files
     * @param hostLimits the caller's own hard limits, which cannot be raised
     */
    static Intent merge(
            RunWish wish,
            ImageConfig image,
            SecurityProfile profile,
            ContainerUser user,
            Map<Rlimit.Resource, Long> hostLimits) {
        return new IntentMerge(wish, image, profile).merge(user, hostLimits);
    }

    private Intent merge(ContainerUser user, Map<Rlimit.Resource, Long> hostLimits) {
        String directory = wish.workingDirectory().orElse(image.workingDirectory());
        Intent intent = new Intent(
                argv(),
                environment(),
                workingDirectory(directory),
                user,
                wish.hostname().orElse("immure"),
                wish.readOnlyRoot() ? RootMode.READ_ONLY : RootMode.WRITABLE,
                mounts(),
                copies(),
                wish.terminal(),
                capabilities(),
                rlimits(hostLimits),
                limits(),
                wish.network(),
                tuning(),
                wish.label(),
                profile,
                wish.seccomp(),
                wish.bestEffort());
        if (!conflicts.isEmpty()) {
            throw new ImmureException(new Fault(
                    CliFault.CONFLICT,
                    "cannot run with profile",
                    profile.name(),
                    String.join("; ", conflicts),
                    "Ask for less, or name a profile that allows it (--profile FILE)"));
        }
        return intent;
    }

    /** As docker run: the entrypoint stays, the command is replaced; a new entrypoint drops the image's command. */
    private List<String> argv() {
        List<String> argv = new ArrayList<>();
        if (wish.entrypoint().isPresent()) {
            argv.add(wish.entrypoint().get());
            argv.addAll(wish.command());
            return argv;
        }
        argv.addAll(image.entrypoint());
        argv.addAll(wish.command().isEmpty() ? image.command() : wish.command());
        return argv;
    }

    /** Profile, then image, then option: the later says, the earlier's place stays. */
    private List<String> environment() {
        Map<String, String> variables = new LinkedHashMap<>(profile.environment());
        List<String> said = new ArrayList<>(image.environment());
        said.addAll(wish.environment());
        for (String variable : said) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            } else {
                variables.remove(variable);
            }
        }
        variables.putIfAbsent("HOME", "/");
        return variables.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private String workingDirectory(String directory) {
        if (directory.isEmpty() || directory.equals("/")) {
            return "/";
        }
        String trimmed = directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
        if (!ProtectedPaths.isNormal(trimmed)) {
            conflicts.add("the working directory " + directory + " is not an absolute path without . and ..");
        }
        return trimmed;
    }

    /** The user's mount in a place takes that of the profile's tmpfs. */
    private List<Mount> mounts() {
        Map<String, Mount> byPlace = new LinkedHashMap<>();
        profile.tmpfs().forEach(tmpfs -> byPlace.put(tmpfs.path(), tmpfs(tmpfs)));
        List<Mount> asked = new ArrayList<>(wish.tmpfs());
        asked.addAll(wish.binds());
        for (Mount mount : asked) {
            boolean ours = List.of("/", "/dev", "/proc", "/sys").contains(mount.destination())
                    || mount.destination().startsWith("/proc/")
                    || mount.destination().startsWith("/sys/");
            if (ours) {
                conflicts.add("nothing can be mounted at " + mount.destination());
            }
            byPlace.remove(mount.destination());
            byPlace.put(mount.destination(), mount);
        }
        return List.copyOf(byPlace.values());
    }

    /** What is bound is the host's, and is not written to by the way. */
    private Copies copies() {
        for (Copies.In copy : wish.copies().in()) {
            String place = copy.destination();
            boolean ours = List.of("/dev", "/proc", "/sys").stream().anyMatch(path -> isWithin(place, path));
            if (ours && !place.startsWith("/dev/shm/")) {
                conflicts.add("nothing can be copied to " + place);
            }
            if (wish.binds().stream().anyMatch(bind -> isWithin(place, bind.destination()))) {
                conflicts.add("--copy-in to " + place + " would write to what is bound there");
            }
        }
        return wish.copies();
    }

    private static boolean isWithin(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }

    private static Mount tmpfs(TmpfsMount tmpfs) {
        Mount.Execution execution = switch (tmpfs.execution()) {
            case ALLOWED -> Mount.Execution.ALLOWED;
            case REFUSED -> Mount.Execution.REFUSED;
        };
        return new Mount.Tmpfs(tmpfs.path(), tmpfs.sizeBytes(), tmpfs.inodes(), tmpfs.mode(), execution);
    }

    /** Adding one is the policy's to permit; it decides on what comes out here. */
    private CapabilitySet capabilities() {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        set.addAll(profile.capabilities().capabilities());
        set.addAll(wish.addedCapabilities());
        wish.droppedCapabilities().forEach(set::remove);
        return new CapabilitySet(set);
    }

    private List<Rlimit> rlimits(Map<Rlimit.Resource, Long> hostLimits) {
        Map<Rlimit.Resource, Rlimit> merged = new LinkedHashMap<>();
        profile.rlimits().forEach(limit -> merged.put(limit.resource(), limit));
        for (Rlimit asked : wish.rlimits()) {
            Rlimit bound = merged.get(asked.resource());
            // Only the hard limit bounds: up to it the program could raise its soft one by itself (setrlimit(2)).
            if (bound != null && Long.compareUnsigned(asked.hard(), bound.hard()) > 0) {
                conflicts.add("--ulimit " + asked.resource() + " is above the profile's");
            }
            merged.put(asked.resource(), asked);
        }
        return merged.values().stream()
                .map(limit -> within(limit, hostLimits.getOrDefault(limit.resource(), Rlimit.UNLIMITED)))
                .toList();
    }

    /** A hard limit cannot be raised without CAP_SYS_RESOURCE, and Immure does not ask for it. */
    private static Rlimit within(Rlimit limit, long hostHard) {
        long hard = Long.compareUnsigned(limit.hard(), hostHard) < 0 ? limit.hard() : hostHard;
        long soft = Long.compareUnsigned(limit.soft(), hard) < 0 ? limit.soft() : hard;
        return new Rlimit(limit.resource(), soft, hard);
    }

    private ProfileLimits limits() {
        ProfileLimits bound = profile.limits();
        RunWish.Limits asked = wish.limits();
        return new ProfileLimits(
                lower("--memory", asked.memoryBytes(), bound.memoryBytes()),
                lower("--pids-limit", asked.pids(), bound.pids()),
                lower("--cpus", asked.milliCpus(), bound.milliCpus()),
                lower("--time-limit", asked.cpuTime(), bound.cpuTime()),
                lower("--wall-limit", asked.wallTime(), bound.wallTime()),
                lower("--output-limit", asked.outputBytes(), bound.outputBytes()),
                lower("--disk", asked.diskBytes(), bound.diskBytes()),
                lower("--disk inodes", asked.inodes(), bound.inodes()));
    }

    /** The profile bounds what is used, and extra time is used as well. */
    private Tuning tuning() {
        Duration bound = profile.limits().cpuTime();
        Duration extra = wish.tuning().extraTime();
        if (extra.compareTo(bound.minus(wish.limits().cpuTime().orElse(bound))) > 0 && extra.isPositive()) {
            conflicts.add("--time-limit and --extra-time " + show(extra) + " together are above " + show(bound));
        }
        return wish.tuning();
    }

    private <T extends Comparable<T>> T lower(String option, Optional<T> asked, T bound) {
        if (asked.isPresent() && asked.get().compareTo(bound) > 0) {
            conflicts.add(option + " " + show(asked.get()) + " is above " + show(bound));
        }
        return asked.orElse(bound);
    }

    private static String show(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString();
    }
}
