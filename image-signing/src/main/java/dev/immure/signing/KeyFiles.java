package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.WriteAccess;
import dev.immure.signing.fault.SigningFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads the small files that trust hangs on: regular, bounded, and not open to the wrong people. */
final class KeyFiles {
    static final int MAX_KEY = 64 << 10;

    private static final Set<PosixFilePermission> SECRET_FROM = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private KeyFiles() {}

    /** A file whose content decides whom to trust: refused when somebody else may change it. */
    static byte[] readTrusted(Path file, int limit) {
        return read(file, limit, EnumSet.noneOf(PosixFilePermission.class));
    }

    /** A private key: refused, as ssh(1) does, when group or others have access. */
    static byte[] readSecret(Path file) {
        return read(file, MAX_KEY, SECRET_FROM);
    }

    /** Code that is to be loaded: refused when somebody else may change it. */
    static void requireClosed(Path file) {
        checked(file, EnumSet.noneOf(PosixFilePermission.class));
    }

    private static byte[] read(Path file, int limit, Set<PosixFilePermission> refused) {
        checked(file, refused);
        try {
            return content(file, limit);
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static void checked(Path file, Set<PosixFilePermission> refused) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            // Looked at before it is opened: opening a FIFO would wait for a writer.
            if (!attributes.isRegularFile()) {
                throw unreadable(file, "it is not a regular file");
            }
            if (attributes.permissions().stream().anyMatch(refused::contains)) {
                throw unreliable(file, "others may read or change it", "Take the right away: chmod 600 " + file);
            }
            Optional<WriteAccess.Gap> gap = WriteAccess.current().gap(file);
            if (gap.isPresent()) {
                throw unreliable(file, gap.get().why(), gap.get().remedy());
            }
        } catch (NoSuchFileException e) {
            throw unreadable(file, "it does not exist");
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] content(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw unreadable(file, "it is larger than " + limit + " bytes");
            }
            return bytes;
        }
    }

    private static ImmureException unreliable(Path file, String why, String remedy) {
        return new ImmureException(
                new Fault(SigningFault.PERMISSIONS, "cannot rely on file", file.toString(), why, remedy));
    }

    private static ImmureException unreadable(Path file, String why) {
        return new ImmureException(new Fault(
                SigningFault.FILE, "cannot read file", file.toString(), why, "Name a readable file of the right kind"));
    }
}
