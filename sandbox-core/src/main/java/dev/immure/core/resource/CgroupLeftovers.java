package dev.immure.core.resource;

import dev.immure.core.internal.kernel.ControlDirectory;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Flock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Removes cgroups that a crash has left. Immure and the monitor hold a lock on {@code cgroup.procs} of each; who takes it
 * has found one that nobody looks after any more. A cgroup with a process in it is never removed.
 */
public final class CgroupLeftovers {
    private static final String PROCS = "cgroup.procs";

    /** A run's own. Others that begin so belong to whoever has made them, for delegation for one. */
    private static final Pattern RUN = Pattern.compile(Cgroups.PREFIX + "[0-9a-f]{16}");

    private CgroupLeftovers() {}

    /**
     * Those below the caller's own cgroups.
     *
     * @return paths of what was removed
     * @throws dev.immure.core.ImmureException a {@link CgroupFault}
     */
    public static List<Path> remove(CgroupLayout layout) {
        List<Path> removed = new ArrayList<>();
        for (Hierarchy hierarchy : layout.hierarchies(layout.controllers())) {
            removeIn(hierarchy.base(), removed);
        }
        return removed;
    }

    /** Ids of runs that have a cgroup there now, of whatever owner. */
    public static Set<String> runs(CgroupLayout layout) {
        Set<String> found = new HashSet<>();
        for (Hierarchy hierarchy : layout.hierarchies(layout.controllers())) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(hierarchy.base(), Cgroups.PREFIX + "*")) {
                for (Path child : children) {
                    String name = child.getFileName().toString();
                    if (RUN.matcher(name).matches()) {
                        found.add(name.substring(Cgroups.PREFIX.length()));
                    }
                }
            } catch (NoSuchFileException e) {
                // Nothing was made there.
            } catch (IOException e) {
                throw CgroupFault.LEFT.because("cannot look for leftovers in", hierarchy.base(), e, "Run as root");
            }
        }
        return found;
    }

    private static void removeIn(Path base, List<Path> removed) {
        try (ControlDirectory directory = ControlDirectory.open(base.toString());
                DirectoryStream<Path> children = Files.newDirectoryStream(base, Cgroups.PREFIX + "*")) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (RUN.matcher(name).matches() && isRemoved(directory, name)) {
                    removed.add(child);
                }
            }
        } catch (NoSuchFileException e) {
            // Removed in between: with it all that was below.
        } catch (ErrnoException e) {
            // A hierarchy in which no directory was given to the caller; a run that needs it there is refused later.
            if (!e.is(Errno.ENOENT)) {
                throw CgroupFault.LEFT.because("cannot look for leftovers in", base, e, "Run as root");
            }
        } catch (IOException e) {
            throw CgroupFault.LEFT.because("cannot look for leftovers in", base, e, "Run as root");
        }
    }

    private static boolean isRemoved(ControlDirectory base, String name) throws ErrnoException {
        try (ControlDirectory leftover = base.child(name);
                Fd procs = leftover.openForWriting(PROCS)) {
            // Read once more with the lock held: what is gone by now can have another of its name in its place.
            if (!Flock.tryExclusive(procs) || leftover.read(PROCS).isEmpty()) {
                return false;
            }
            base.remove(name);
            return true;
        } catch (ErrnoException e) {
            // Somebody else was faster, or a process or a cgroup of the program's own making is still in it, or it is
            // another user's.
            if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV) || e.is(Errno.EBUSY) || e.is(Errno.EACCES)) {
                return false;
            }
            throw e;
        }
    }
}
