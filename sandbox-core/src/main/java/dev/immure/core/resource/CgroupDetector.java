package dev.immure.core.resource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Turns /proc/self/mountinfo and /proc/self/cgroup into a {@link CgroupLayout}. */
final class CgroupDetector {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final Path OWN = Path.of("/proc/self/cgroup");

    /** A host with 50,000 mounts has a table of about this size. */
    private static final int MAX_BYTES = 16 << 20;

    /** Key of the v2 line of /proc/self/cgroup, which names no controller. */
    private static final String UNIFIED = "";

    private final Function<Path, Optional<String>> files;
    private final boolean root;
    private final Predicate<Path> delegated;
    private final Optional<CgroupParent> parent;

    CgroupDetector(
            Function<Path, Optional<String>> files,
            boolean root,
            Predicate<Path> delegated,
            Optional<CgroupParent> parent) {
        this.files = files;
        this.root = root;
        this.delegated = delegated;
        this.parent = parent;
    }

    static Optional<String> readBounded(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    CgroupLayout detect() {
        List<MountEntry> mounts = MountEntry.parse(text(MOUNTINFO));
        Map<String, String> own = ownPaths(text(OWN));
        CgroupLayout.V1 v1 = new CgroupLayout.V1(v1Directories(mounts, own));
        Optional<CgroupLayout.V2> v2 = v2(mounts, own);
        if (v1.directories().isEmpty()) {
            return v2.orElseThrow(CgroupDetector::none);
        }
        return v2.isPresent() ? new CgroupLayout.Hybrid(v1, v2.get()) : v1;
    }

    private String text(Path file) {
        return files.apply(file)
                .orElseThrow(() -> CgroupFault.MALFORMED.because(
                        "cannot read", file, "it is missing or larger than " + MAX_BYTES + " bytes", "Mount /proc"));
    }

    /** Lines {@code 4:memory:/path} and {@code 0::/path}; the path is by controller, {@link #UNIFIED} for v2. */
    private static Map<String, String> ownPaths(String text) {
        Map<String, String> paths = new HashMap<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3 || !fields[2].startsWith("/")) {
                throw CgroupFault.MALFORMED.because(
                        "cannot read", OWN, "a line is not hierarchy:controllers:path", "Check that /proc is procfs");
            }
            for (String controller : fields[1].split(",", -1)) {
                paths.put(controller, fields[2]);
            }
        }
        return paths;
    }

    private Map<Controller, Path> v1Directories(List<MountEntry> mounts, Map<String, String> own) {
        Map<Controller, Path> directories = new EnumMap<>(Controller.class);
        for (Controller controller : Controller.values()) {
            String name = controller.kernelName();
            List<MountEntry> candidates = mounts.stream()
                    .filter(m -> m.type().equals("cgroup") && m.superOptions().contains(name))
                    .toList();
            String path = own.get(name);
            if (!candidates.isEmpty() && path != null) {
                directories.put(controller, chosen(candidates).orElseGet(() -> locate(candidates, path, name)));
            }
        }
        return directories;
    }

    private Optional<CgroupLayout.V2> v2(List<MountEntry> mounts, Map<String, String> own) {
        List<MountEntry> candidates =
                mounts.stream().filter(m -> m.type().equals("cgroup2")).toList();
        String path = own.get(UNIFIED);
        if (candidates.isEmpty() || path == null) {
            return Optional.empty();
        }
        // A v2 cgroup with processes in it cannot give controllers to its children, the root cgroup excepted
        // (cgroup-v2.rst, "No Internal Process Constraint"): root uses the top, others what was delegated to them.
        // So does root where systemd has delegated a cgroup to its service: there the service's limits hold.
        Path base = chosen(candidates).orElseGet(() -> root ? ofRoot(candidates, path) : own(candidates, path));
        return Optional.of(new CgroupLayout.V2(base, offered(base)));
    }

    private Path ofRoot(List<MountEntry> mounts, String path) {
        boolean reachable =
                mounts.stream().anyMatch(mount -> below(mount.root(), path).isPresent());
        Path top = mounts.getLast().mountPoint();
        return reachable && delegated.test(own(mounts, path)) ? own(mounts, path) : top;
    }

    /** What was delegated to this process, which may have stepped aside in it for an earlier sandbox. */
    private static Path own(List<MountEntry> mounts, String path) {
        String suffix = "/" + Delegation.SELF;
        String delegated = path.endsWith(suffix) ? path.substring(0, path.length() - suffix.length()) : path;
        return locate(mounts, delegated.isEmpty() ? "/" : delegated, "cgroup2");
    }

    private Optional<Path> chosen(List<MountEntry> mounts) {
        return parent.map(p -> p.below(mounts.getLast().mountPoint()));
    }

    private Set<Controller> offered(Path base) {
        EnumSet<Controller> offered = EnumSet.noneOf(Controller.class);
        String names = files.apply(base.resolve("cgroup.controllers")).orElse("");
        for (String name : names.strip().split(" ", -1)) {
            Controller.of(name).ifPresent(offered::add);
        }
        return offered;
    }

    /** The directory of a cgroup path: below the mount whose root is that path or an ancestor of it. */
    private static Path locate(List<MountEntry> mounts, String path, String name) {
        for (MountEntry mount : mounts.reversed()) {
            Optional<String> below = below(mount.root(), path);
            if (below.isPresent()) {
                return mount.mountPoint().resolve(below.get()).normalize();
            }
        }
        throw CgroupFault.OUTSIDE.because(
                "cannot find the own cgroup of",
                name,
                path + " is not below any mount of it",
                "Mount the cgroup file system inside this mount and cgroup namespace");
    }

    /** cgroup_namespaces(7): a cgroup outside the namespace's root reads {@code /..}; it cannot be reached by name. */
    private static Optional<String> below(String root, String path) {
        if (List.of(path.split("/", -1)).contains("..")) {
            return Optional.empty();
        }
        if (root.equals("/")) {
            return Optional.of(path.substring(1));
        }
        if (path.equals(root)) {
            return Optional.of("");
        }
        return path.startsWith(root + "/") ? Optional.of(path.substring(root.length() + 1)) : Optional.empty();
    }

    private static RuntimeException none() {
        return CgroupFault.NONE.because(
                "cannot limit the sandbox with",
                "cgroups",
                "/proc/self/mountinfo shows no cgroup file system with a controller of Immure's",
                "Mount cgroup2 on /sys/fs/cgroup, or the v1 controllers memory, pids, cpu and cpuacct");
    }
}
