package dev.immure.core.disk;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.TreeRemover;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code disks} of the state folder: one entry for each sandbox whose files lie on the host, named by slot and sandbox
 * id. Mode 0700 and the caller's own, since the files below belong to ids of sandboxes, set-uid bits and all.
 */
final class DiskDirectory implements AutoCloseable {
    static final String NAME = "disks";
    private static final int PRIVATE = 0700;

    private final Path path;
    private final Fd fd;
    private final FileTree files = new FileTree();

    private DiskDirectory(Path path, Fd fd) {
        this.path = path;
        this.fd = fd;
    }

    /** Made if missing. What is checked is what was opened. */
    static DiskDirectory open(Path stateRoot) {
        Path path = stateRoot.resolve(NAME);
        FileTree files = new FileTree();
        try (Fd root = Descriptors.open(stateRoot.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY)) {
            makeIfMissing(files, root);
            Fd fd = files.openDirectory(root, NAME);
            FileStat status = files.stat(fd);
            if (status.uid() != Descriptors.effectiveUserId() || status.isOpenToOthers()) {
                fd.close();
                throw DiskFault.PREPARE.because(
                        "cannot use the directory",
                        path,
                        "it is not the caller's own, or others may enter it",
                        "Run: chown root: " + path + " && chmod 0700 " + path);
            }
            return new DiskDirectory(path, fd);
        } catch (ErrnoException e) {
            throw DiskFault.PREPARE.because("cannot use the directory", path, e, "Check the state folder (--root)");
        }
    }

    private static void makeIfMissing(FileTree files, Fd root) throws ErrnoException {
        try {
            files.makeDirectory(root, NAME, PRIVATE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
    }

    Path path() {
        return path;
    }

    Fd fd() {
        return fd;
    }

    static String nameOf(int slot, String sandboxId) {
        return slot + "-" + sandboxId;
    }

    /** Empty for a name that is none of ours. */
    static OptionalInt slotOf(String name) {
        int hyphen = name.indexOf('-');
        boolean ours =
                hyphen > 0 && hyphen <= 6 && name.substring(0, hyphen).chars().allMatch(c -> c >= '0' && c <= '9');
        return ours ? OptionalInt.of(Integer.parseInt(name.substring(0, hyphen))) : OptionalInt.empty();
    }

    /** Of all that lies here. */
    Set<Integer> slots() {
        try {
            Set<Integer> slots = new TreeSet<>();
            for (String name : files.names(fd)) {
                slotOf(name).ifPresent(slots::add);
            }
            return slots;
        } catch (ErrnoException e) {
            throw leftover(path, e);
        }
    }

    /** @param slot whose lock the caller holds: so nobody uses what is there */
    void removeLeftovers(int slot) {
        try {
            for (String name : files.names(fd)) {
                if (slotOf(name).equals(OptionalInt.of(slot))) {
                    remove(name);
                }
            }
        } catch (ErrnoException e) {
            throw leftover(path, e);
        }
    }

    /** A subvolume or a directory with all that is in it. */
    void remove(String name) {
        try {
            if (!BtrfsDisk.removeVolume(fd, name)) {
                new TreeRemover().remove(fd, name);
            }
        } catch (ErrnoException e) {
            throw leftover(path.resolve(name), e);
        }
    }

    private static RuntimeException leftover(Path path, ErrnoException e) {
        return DiskFault.LEFTOVER.because("cannot remove", path, e, "Remove it by hand, or run `immure gc`");
    }

    @Override
    public void close() {
        fd.close();
    }
}
