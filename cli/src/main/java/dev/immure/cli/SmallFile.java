package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.WriteAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Reads a small regular file, when nobody has more access to it than its content can bear. */
enum SmallFile {
    /** What the program in the sandbox is given: everybody may read it, and not everybody may change it. */
    PAYLOAD(Set.of(PosixFilePermission.OTHERS_WRITE), "everybody may change it", "chmod o-w"),
    /** What decides what is trusted and permitted: nobody but root and this user may change it, or what is on the way to it. */
    RELIED_UPON(Set.of(), "", ""),
    /** Only its owner has access, as ssh(1) demands of keys. */
    SECRET(
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE),
            "others may read or change it",
            "chmod 600");

    @SuppressWarnings("ImmutableEnumChecker") // Set.of
    private final Set<PosixFilePermission> refused;

    private final String why;
    private final String remedy;

    SmallFile(Set<PosixFilePermission> refused, String why, String remedy) {
        this.refused = refused;
        this.why = why;
        this.remedy = remedy;
    }

    /**
     * The whole content.
     *
     * @param limit the most bytes accepted
     * @throws ImmureException with {@link CliFault#FILE} or {@link CliFault#PERMISSIONS}
     */
    byte[] read(Path file, int limit) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            // Looked at before it is opened: opening a FIFO would wait for a writer.
            if (!attributes.isRegularFile()) {
                throw unreadable(file, "it is not a regular file");
            }
            if (attributes.permissions().stream().anyMatch(refused::contains)) {
                throw unreliable(file, why, remedy + " " + file);
            }
            if (this != PAYLOAD) {
                Optional<WriteAccess.Gap> gap = WriteAccess.current().gap(file);
                if (gap.isPresent()) {
                    throw unreliable(file, gap.get().why(), gap.get().remedy());
                }
            }
            return content(file, limit);
        } catch (IOException e) {
            throw unreadable(file, PathTrouble.why(e));
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
                new Fault(CliFault.PERMISSIONS, "cannot rely on file", file.toString(), why, remedy));
    }

    private static ImmureException unreadable(Path file, String why) {
        return new ImmureException(new Fault(
                CliFault.FILE, "cannot read file", file.toString(), why, "Name a readable file of the right kind"));
    }
}
