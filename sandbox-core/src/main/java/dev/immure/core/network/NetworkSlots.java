package dev.immure.core.network;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Flock;
import dev.immure.core.internal.kernel.RangeLock;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Who has which slot of {@link AddressPlan}, for the whole host and apart for each of its network namespaces: names and
 * addresses are unique there, not in a state directory, of which a host may have several. One file, one locked byte for
 * each slot, and nothing to clean up after a crash.
 */
final class NetworkSlots {
    private static final Path DIRECTORY = Path.of("/run/immure");
    private static final String FILE = "network.lock";
    private static final int GROUP_OR_OTHERS_WRITE = 022;

    /** The byte for what all slots share: the bridge. */
    private static final int SHARED = 0xffff;

    private final long base;

    private NetworkSlots(long base) {
        this.base = base;
    }

    /** Of the network namespace of the calling thread. */
    static NetworkSlots here() {
        try {
            // namespaces(7): the inode number identifies it.
            Object inode = Files.getAttribute(Path.of("/proc/thread-self/ns/net"), "unix:ino");
            return new NetworkSlots((Long) inode << 16);
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /** A lock that is held as long as any duplicate of the descriptor is open. */
    record Slot(AddressPlan plan, Fd lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.close();
        }
    }

    /** The lowest slot that nobody holds. */
    Slot acquire() {
        for (int slot = 0; slot < AddressPlan.SLOTS; slot++) {
            Optional<Slot> found = tryAcquire(new AddressPlan(slot));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw NetworkFault.EXHAUSTED.because(
                "cannot find an address for",
                "another sandbox",
                "all " + AddressPlan.SLOTS + " are in use",
                "Wait for a run to end");
    }

    /** Empty when somebody holds it. */
    Optional<Slot> tryAcquire(AddressPlan plan) {
        Fd file = open();
        boolean taken = false;
        try {
            taken = RangeLock.tryLock(file, base + plan.slot());
            return taken ? Optional.of(new Slot(plan, file)) : Optional.empty();
        } catch (ErrnoException e) {
            throw fault(e);
        } finally {
            if (!taken) {
                file.close();
            }
        }
    }

    /** Waits until nobody else makes or removes what all share; released by closing it. */
    Fd lockShared() {
        Fd file = open();
        boolean taken = false;
        try {
            RangeLock.lock(file, base + SHARED);
            taken = true;
            return file;
        } catch (ErrnoException e) {
            throw fault(e);
        } finally {
            if (!taken) {
                file.close();
            }
        }
    }

    private static Fd open() {
        try (Fd directory = openDirectory()) {
            return Flock.openFile(directory.number(), FILE);
        } catch (ErrnoException e) {
            throw fault(e);
        }
    }

    /** What is checked is what was opened: another user could put a file of his own in place of ours. */
    private static Fd openDirectory() throws ErrnoException {
        try {
            Files.createDirectory(
                    DIRECTORY, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Checked below.
        } catch (IOException e) {
            throw fault(e);
        }
        Fd fd = Descriptors.open(DIRECTORY.toString(), Descriptors.O_PATH | Descriptors.O_DIRECTORY);
        boolean ours = false;
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(Path.of("/proc/self/fd/" + fd.number()), "unix:uid,mode");
            ours = attributes.get("uid") instanceof Integer owner
                    && owner == Descriptors.effectiveUserId()
                    && attributes.get("mode") instanceof Integer mode
                    && (mode & GROUP_OR_OTHERS_WRITE) == 0;
        } catch (IOException e) {
            throw fault(e);
        } finally {
            if (!ours) {
                fd.close();
            }
        }
        if (!ours) {
            throw NetworkFault.LOCK.because(
                    "cannot use the directory",
                    DIRECTORY,
                    "others than the caller can write to it",
                    "Run: chown root /run/immure; chmod 0700 /run/immure");
        }
        return fd;
    }

    private static RuntimeException fault(Exception e) {
        return NetworkFault.LOCK.because(
                "cannot lock a network slot in", DIRECTORY.resolve(FILE), e, "Run as root, with a writable /run");
    }
}
