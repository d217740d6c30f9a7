package dev.immure.core.host;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Flock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each sandbox an id range of its own. One lock file per slot, locked with flock(2) for the life of the run; nothing has to be cleaned up after a crash. The files themselves stay: removing one that somebody
 * is about to lock would let two have it.
 */
public final class IdRanges implements AutoCloseable {
    private static final String DIRECTORY = "ids";

    /** Root's pool is one for the whole host, whatever state directories there are: so are its locks. */
    private static final Path HOST_WIDE = Path.of("/run/immure");

    private static final int GROUP_OR_OTHERS_WRITE = 022;

    private final IdSource source;
    private final Path path;
    private final Fd directory;
    /** Slots that this process holds, so that the search for another one does not ask the kernel about each of them. */
    private final BitSet given = new BitSet();

    private IdRanges(IdSource source, Path path, Fd directory) {
        this.source = source;
        this.path = path;
        this.directory = directory;
    }

    /**
     * Uses {@link IdPool#DEFAULT} for root, with locks in /run/immure; the subordinate ids (subuid(5)) of another caller,
     * or his own id where he has none, with locks in his state directory.
     *
     * @param stateRoot Immure's own state directory; made if missing, with mode 0700
     * @throws dev.immure.core.ImmureException {@link HostFault}: STATE, ID_COLLISION
     */
    public static IdRanges open(Path stateRoot) {
        KernelView kernel = new LiveKernel();
        if (kernel.isHostRoot()) {
            privateDirectory(stateRoot, kernel.effectiveUserId()).close();
            return open(HOST_WIDE, IdPool.DEFAULT, kernel, Set.of());
        }
        CallersIds ids = new CallersIds(kernel);
        return open(stateRoot, ids.source(), kernel, ids.callerNames());
    }

    /** As {@link #open(Path)}, with a pool from the configuration. */
    public static IdRanges open(Path stateRoot, IdPool pool) {
        return open(stateRoot, pool, new LiveKernel(), Set.of());
    }

    static IdRanges open(Path stateRoot, IdSource source, KernelView kernel, Set<String> exempt) {
        List<String> collisions = new IdDatabase(kernel).collisions(source, exempt);
        if (!collisions.isEmpty()) {
            throw HostFault.ID_COLLISION.because(
                    "cannot give sandboxes the ids from",
                    source.describe(),
                    "they overlap with " + String.join(", ", collisions),
                    "Move those ids, or give Immure another range in its configuration");
        }
        int user = kernel.effectiveUserId();
        privateDirectory(stateRoot, user).close();
        Path path = stateRoot.resolve(DIRECTORY);
        return new IdRanges(source, path, privateDirectory(path, user));
    }

    /**
     * Makes the directory if need be and opens it. What is checked is what was opened (through its descriptor): whoever
     * can write there could put a lock file of his own in place of ours, and then two sandboxes would share their ids.
     */
    private static Fd privateDirectory(Path path, int user) {
        Fd fd = openOrMake(path);
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(Path.of("/proc/self/fd/" + fd.number()), "unix:uid,mode");
            boolean ours = attributes.get("uid") instanceof Integer owner
                    && owner == user
                    && attributes.get("mode") instanceof Integer mode
                    && (mode & GROUP_OR_OTHERS_WRITE) == 0;
            if (ours) {
                return fd;
            }
            fd.close();
            throw state(
                    path, "others than uid " + user + " can write to it", "Run: chmod 0700 and chown it to the caller");
        } catch (IOException e) {
            fd.close();
            throw state(path, String.valueOf(e.getMessage()), "Check the permissions of the directory");
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException ignored -> "the directory above may not be written";
            case NoSuchFileException ignored -> "the directory above does not exist";
            case FileSystemException other -> String.valueOf(other.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }

    private static Fd openOrMake(Path path) {
        try {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Checked by the caller.
        } catch (IOException e) {
            throw state(
                    path,
                    "it cannot be made: " + reason(e),
                    "Check that the directory above exists and can be written");
        }
        try {
            return Descriptors.open(path.toString(), Descriptors.O_PATH | Descriptors.O_DIRECTORY);
        } catch (ErrnoException e) {
            throw state(path, e.getMessage() + " (it must be a directory, not a link to one)", "Remove what is there");
        }
    }

    private static RuntimeException state(Path path, String why, String remedy) {
        return HostFault.STATE.because("cannot use the directory", path, why, remedy);
    }

    /**
     * The lowest range that nobody holds.
     *
     * @throws dev.immure.core.ImmureException {@link HostFault}: ID_EXHAUSTED, ID_LOCK
     */
    public IdLease acquire() {
        for (int slot = notGivenFrom(0); slot < source.slots(); slot = notGivenFrom(slot + 1)) {
            Optional<IdLease> lease = tryAcquire(slot);
            if (lease.isPresent()) {
                return lease.get();
            }
        }
        throw HostFault.ID_EXHAUSTED.because(
                "cannot find ids for another sandbox in",
                path,
                "all " + source.slots() + " ranges are in use",
                "Wait for a run to end, or give Immure more ids (root: its configuration; others: /etc/subuid, /etc/subgid)");
    }

    private IdLease lease(int slot, Fd lock) {
        String name = slot + ".dev";
        boolean done = false;
        try {
            FileTree files = new FileTree();
            makeDirectory(files, name);
            IdLease lease = new IdLease(
                    source.map(slot), slot, lock, files.openDirectory(directory, name), () -> give(slot, false));
            give(slot, true);
            done = true;
            return lease;
        } catch (ErrnoException e) {
            throw HostFault.STATE.because(
                    "cannot use the directory", path.resolve(name), e, "Remove what is there; it must be a directory");
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    private int notGivenFrom(int slot) {
        synchronized (given) {
            return given.nextClearBit(slot);
        }
    }

    private void give(int slot, boolean isGiven) {
        synchronized (given) {
            given.set(slot, isGiven);
        }
    }

    private void makeDirectory(FileTree files, String name) throws ErrnoException {
        try {
            files.makeDirectory(directory, name, 0700);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
    }

    /**
     * The range of one slot; empty when somebody holds it, or the pool has no such slot.
     *
     * @throws dev.immure.core.ImmureException {@link HostFault#ID_LOCK}
     */
    public Optional<IdLease> tryAcquire(int slot) {
        return slot < 0 || slot >= source.slots()
                ? Optional.empty()
                : tryLock(slot).map(lock -> lease(slot, lock));
    }

    private Optional<Fd> tryLock(int slot) {
        String name = slot + ".lock";
        try {
            Fd file = Flock.openFile(directory.number(), name);
            boolean taken = false;
            try {
                taken = Flock.tryExclusive(file);
                return taken ? Optional.of(file) : Optional.empty();
            } finally {
                if (!taken) {
                    file.close();
                }
            }
        } catch (ErrnoException e) {
            throw HostFault.ID_LOCK.because(
                    "cannot lock", path.resolve(name), e, "Check that the file is a plain one of the caller's");
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
