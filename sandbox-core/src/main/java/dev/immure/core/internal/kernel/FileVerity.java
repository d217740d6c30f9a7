package dev.immure.core.internal.kernel;

import java.util.Optional;

/**
 * fs-verity (Linux, Documentation/filesystems/fsverity.rst): the kernel keeps a Merkle tree of a file's content, refuses
 * every write to the file from then on, and compares what it reads from the disk with that tree: a difference is EIO.
 * Mode, owner, times and names can still be changed, and the whole file can be replaced by another.
 */
public interface FileVerity {
    /**
     * Seals a file for good, with SHA-256 over blocks of 4096 bytes and without salt, so that the digest follows from the
     * content alone. A file that is sealed already, under another name of it, stays so. Times of the file may move.
     *
     * @param file a regular file of which no descriptor is open for writing (else ETXTBSY), opened for reading only; who
     *     calls must be let to write to it (else EACCES)
     * @throws ErrnoException EOPNOTSUPP or ENOTTY when the file system or the kernel has no fs-verity
     */
    void enable(Fd file) throws ErrnoException;

    /**
     * The SHA-256 that stands for the file's content, 32 bytes; empty when it is not sealed, or with another algorithm.
     *
     * @param file a regular file, opened for reading
     */
    Optional<byte[]> measure(Fd file) throws ErrnoException;

    /** Whether {@link #enable} can work where a file lies: these two are how it says that it cannot. */
    static boolean isAbsence(ErrnoException e) {
        return e.is(Errno.EOPNOTSUPP) || e.is(Errno.ENOTTY);
    }

    /** What this kernel has. */
    static FileVerity ofKernel() {
        return new KernelVerity();
    }

    /**
     * Whether the file system of a directory offers it: told by trying on an empty file, which is gone afterwards. No flag
     * of statfs(2) tells it, and on ext4 it is a feature of the single file system (mkfs.ext4 -O verity).
     *
     * @param probe a name that nothing in the directory has
     */
    static boolean isOffered(FileVerity verity, Fd directory, String probe) throws ErrnoException {
        FileTree files = new FileTree();
        int flags = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;
        files.open(directory, probe, flags, 0600).close();
        try (Fd file = files.open(directory, probe, Descriptors.O_RDONLY, 0)) {
            verity.enable(file);
            return true;
        } catch (ErrnoException e) {
            if (isAbsence(e)) {
                return false;
            }
            throw e;
        } finally {
            files.remove(directory, probe);
        }
    }
}
