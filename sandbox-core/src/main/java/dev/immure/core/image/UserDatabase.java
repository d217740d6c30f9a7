package dev.immure.core.image;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Looks a user up in the /etc/passwd of an image (passwd(5)). The file belongs to strangers: it is opened below its layer
 * without following links, must be regular, and is read to a bound (CVE-2024-9676: a FIFO there hangs a reader).
 */
public final class UserDatabase {
    private static final int MAX_BYTES = 1 << 20;

    private UserDatabase() {}

    /** A user's numbers, not yet checked for their range. */
    public record Entry(int uid, int gid) {}

    /** The user's entry in the topmost layer that has the file; empty when there is none, or it cannot be trusted. */
    public static Optional<Entry> find(List<UnpackedLayer> layers, String name) {
        for (UnpackedLayer layer : layers.reversed()) {
            try (Fd root = Descriptors.open(layer.tree().toString(), Descriptors.O_PATH | Descriptors.O_DIRECTORY);
                    Fd file = Descriptors.openat2(
                            root.number(),
                            "etc/passwd",
                            Descriptors.O_RDONLY | Descriptors.O_NONBLOCK,
                            0,
                            Descriptors.RESOLVE_BENEATH | Descriptors.RESOLVE_NO_SYMLINKS)) {
                FileStat stat = new FileTree().stat(file);
                return stat.isRegular() && stat.size() <= MAX_BYTES ? search(read(file), name) : Optional.empty();
            } catch (ErrnoException e) {
                if (!e.is(Errno.ENOENT)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static String read(Fd file) throws ErrnoException {
        ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
        while (content.hasRemaining() && Descriptors.read(file, content) > 0) {
            // Descriptors.read moves the buffer on.
        }
        return StandardCharsets.UTF_8.decode(content.flip()).toString();
    }

    /** {@code name:password:uid:gid:…}, the first match. */
    static Optional<Entry> search(String passwd, String name) {
        return passwd.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 4 && fields[0].equals(name))
                .filter(fields -> fields[2].matches("[0-9]{1,9}") && fields[3].matches("[0-9]{1,9}"))
                .map(fields -> new Entry(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                .findFirst();
    }
}
