package dev.immure.core.image;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Users and groups by the names that an image gives them (passwd(5), group(5)). The files belong to strangers: they are
 * opened below their layer without following links, must be regular, and are read to a bound (CVE-2024-9676: a FIFO there
 * hangs a reader). Nothing is executed and nothing mounted for it.
 */
public final class UserDatabase {
    private static final int MAX_BYTES = 1 << 20;
    private static final String OPAQUE = "user.overlay.opaque";
    private static final String NUMBER = "[0-9]{1,9}";

    private final String passwd;
    private final String group;

    private UserDatabase(String passwd, String group) {
        this.passwd = passwd;
        this.group = group;
    }

    /** A user's numbers, not yet checked for their range. */
    public record Entry(int uid, int gid) {}

    /**
     * What the stacked layers show at /etc/passwd and /etc/group; nobody where there is no such file, or none to be
     * trusted.
     *
     * @param layers bottom first
     */
    public static UserDatabase of(List<UnpackedLayer> layers) {
        return new UserDatabase(read(layers, "passwd"), read(layers, "group"));
    }

    static UserDatabase ofTexts(String passwd, String group) {
        return new UserDatabase(passwd, group);
    }

    /** The first entry of that name. A name is never taken for a number, nor the reverse (CVE-2026-30892). */
    public Optional<Entry> user(String name) {
        return passwd.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 4 && fields[0].equals(name))
                .filter(fields -> fields[2].matches(NUMBER) && fields[3].matches(NUMBER))
                .map(fields -> new Entry(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                .findFirst();
    }

    /** The number of the first group of that name. */
    public Optional<Integer> group(String name) {
        return groups().filter(fields -> fields[0].equals(name))
                .map(fields -> Integer.parseInt(fields[2]))
                .findFirst();
    }

    /** The groups that list a user by name, each once, in the order of the file. */
    public List<Integer> groupsOf(String user) {
        return groups().filter(fields -> Arrays.asList(fields[3].split(",", -1)).contains(user))
                .map(fields -> Integer.parseInt(fields[2]))
                .distinct()
                .toList();
    }

    private Stream<String[]> groups() {
        return group.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 4 && fields[2].matches(NUMBER));
    }

    private static String read(List<UnpackedLayer> layers, String name) {
        for (UnpackedLayer layer : layers.reversed()) {
            try (Fd root = Descriptors.open(layer.tree().toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY)) {
                Optional<String> found = readIn(root, name);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (ErrnoException e) {
                // ENOTDIR, ELOOP: a whiteout, a file or a link is what this layer shows there.
                return "";
            }
        }
        return "";
    }

    /** Empty when the layers below are to be asked (overlayfs.rst, "whiteouts and opaque directories"). */
    private static Optional<String> readIn(Fd root, String name) throws ErrnoException {
        FileTree files = new FileTree();
        boolean hidden = isOpaque(files, root);
        try (Fd etc = files.openDirectory(root, "etc")) {
            hidden |= isOpaque(files, etc);
            try (Fd file = files.open(etc, name, Descriptors.O_RDONLY | Descriptors.O_NONBLOCK, 0)) {
                FileStat stat = files.stat(file);
                return Optional.of(stat.isRegular() && stat.size() <= MAX_BYTES ? text(file) : "");
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return hidden ? Optional.of("") : Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isOpaque(FileTree files, Fd directory) throws ErrnoException {
        return files.xattr(directory, OPAQUE)
                .filter(value -> value.length == 1 && value[0] == 'y')
                .isPresent();
    }

    private static String text(Fd file) throws ErrnoException {
        ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
        while (content.hasRemaining() && Descriptors.read(file, content) > 0) {
            // Descriptors.read moves the buffer on.
        }
        return StandardCharsets.UTF_8.decode(content.flip()).toString();
    }
}
