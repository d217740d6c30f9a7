package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A kernel with fs-verity, as far as ioctl(2) tells: it remembers which files are sealed, and stops nobody. */
final class FakeVerity implements FileVerity {
    private static final int OWNER_WRITES = 0200;

    private final FileTree files = new FileTree();
    private final Set<Long> sealed = new HashSet<>();
    private long now = 1_700_000_000;

    /** What {@link #enable} says, when it is not yes. */
    Optional<Integer> refusal = Optional.empty();

    /** Of files, not of the empty probe. */
    Optional<Integer> refusalOfContent = Optional.empty();

    /** As the kernel is to an ordinary user. */
    boolean wantsTheRightToWrite;

    /** Added to what is measured: the digest of another content. */
    byte[] salt = {};

    @Override
    public void enable(Fd file) throws ErrnoException {
        FileStat stat = files.stat(file);
        refuse(refusal);
        if (stat.size() > 0) {
            refuse(refusalOfContent);
        }
        if (wantsTheRightToWrite && (stat.mode() & OWNER_WRITES) == 0) {
            throw new ErrnoException("ioctl(FS_IOC_ENABLE_VERITY)", Errno.EACCES);
        }
        sealed.add(stat.inode());
        // As ext4 does.
        now++;
        files.changeTimes(file, now);
    }

    @Override
    public Optional<byte[]> measure(Fd file) throws ErrnoException {
        FileStat stat = files.stat(file);
        if (!sealed.contains(stat.inode())) {
            return Optional.empty();
        }
        byte[] content = new byte[(int) stat.size()];
        files.read(file, 0, content, 0, content.length);
        MessageDigest hash = Digest.sha256();
        hash.update(salt);
        return Optional.of(hash.digest(content));
    }

    boolean isSealed(Path file) throws IOException {
        return sealed.contains(inode(file));
    }

    void unseal(Path file) throws IOException {
        sealed.remove(inode(file));
    }

    private static void refuse(Optional<Integer> errno) throws ErrnoException {
        if (errno.isPresent()) {
            throw new ErrnoException("ioctl(FS_IOC_ENABLE_VERITY)", errno.get());
        }
    }

    private static long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino");
    }
}
