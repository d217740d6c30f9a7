package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.OwnedFiles;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file that the user asked for by path. Immure may be root and the path in someone else's hands: no link is followed. */
public final class OutputFile {
    private static final int MODE = 0600;
    private static final SecureRandom RANDOM = new SecureRandom();

    private OutputFile() {}

    /**
     * Replaces or makes the file in one step; nobody but its owner may read it.
     *
     * @param what {@code receipt}, for messages
     * @throws ImmureException with {@link AuditFault#OUTPUT_TARGET} or {@link AuditFault#OUTPUT_IO}
     */
    public static void write(String what, Path file, byte[] content) {
        replace(what, file, (directory, name) -> OwnedFiles.replace(directory, name, temporaryName(), content, MODE));
    }

    /**
     * Replaces or makes the file in one step; on disk when this returns.
     *
     * @param mode permission bits, still subject to the umask
     * @throws ImmureException with {@link AuditFault#OUTPUT_TARGET} or {@link AuditFault#OUTPUT_IO}
     */
    public static void write(String what, Path file, int mode, byte[] content) {
        replace(what, file, (directory, name) -> OwnedFiles.replace(directory, name, temporaryName(), content, mode));
    }

    /**
     * The same for content of any size, which need not survive a crash of the machine.
     *
     * @param mode permission bits, still subject to the umask
     * @throws ImmureException with {@link AuditFault#OUTPUT_TARGET} or {@link AuditFault#OUTPUT_IO}
     */
    public static void write(String what, Path file, int mode, OwnedFiles.Content content) {
        replace(what, file, (directory, name) -> OwnedFiles.replace(directory, name, temporaryName(), content, mode));
    }

    /**
     * Refuses, before a run, what could not be written after it.
     *
     * @throws ImmureException with {@link AuditFault#OUTPUT_TARGET} or {@link AuditFault#OUTPUT_IO}
     */
    public static void requireWritable(String what, Path file) {
        replace(what, file, (directory, name) -> {});
    }

    private interface Step {
        void take(Fd directory, String name) throws ErrnoException;
    }

    private static void replace(String what, Path file, Step step) {
        Path absolute = file.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw target(what, absolute, "it is a directory", null);
        }
        try (Fd directory = OwnedFiles.openDirectory(parent.toString())) {
            requireReplaceable(what, absolute, directory, name.toString());
            step.take(directory, name.toString());
        } catch (ErrnoException e) {
            throw fault(what, absolute, e);
        }
    }

    /** rename(2) would put a file in place of a device, a FIFO or a link: surely not what was meant. */
    private static void requireReplaceable(String what, Path path, Fd directory, String name) throws ErrnoException {
        // O_PATH|O_NOFOLLOW opens whatever stands there without touching it (open(2)).
        try (Fd there = Descriptors.openat2(
                directory.number(),
                name,
                Descriptors.O_PATH | Descriptors.O_NOFOLLOW,
                0,
                Descriptors.RESOLVE_BENEATH)) {
            if (!OwnedFiles.status(there).isRegular()) {
                throw target(what, path, "a link, directory or device stands there", null);
            }
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    /** Random: in a directory such as /tmp others could otherwise take the name first. */
    private static String temporaryName() {
        byte[] salt = new byte[8];
        RANDOM.nextBytes(salt);
        return ".immure-" + HexFormat.of().formatHex(salt);
    }

    private static ImmureException fault(String what, Path path, ErrnoException e) {
        if (e.is(Errno.ELOOP) || e.is(Errno.ENOTDIR)) {
            return target(what, path, "a symbolic link or a file stands on the way (" + Refusal.why(e) + ")", e);
        }
        if (e.is(Errno.ENOENT)) {
            return target(what, path, "its directory does not exist", e);
        }
        return new ImmureException(
                new Fault(
                        AuditFault.OUTPUT_IO,
                        "cannot write the " + what,
                        path.toString(),
                        Refusal.why(e),
                        "Name a directory that you may write to, on a disk with room"),
                e);
    }

    private static ImmureException target(String what, Path path, String why, @Nullable Throwable cause) {
        return new ImmureException(
                new Fault(
                        AuditFault.OUTPUT_TARGET,
                        "cannot write the " + what,
                        path.toString(),
                        why,
                        "Name a new or a regular file, on a path without symbolic links (realpath(1))"),
                cause);
    }
}
