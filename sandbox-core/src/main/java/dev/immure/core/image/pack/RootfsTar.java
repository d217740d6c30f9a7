package dev.immure.core.image.pack;

import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageFault;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes a root file system as a tar: the same files, the same bytes. Entries are in the order of their names' bytes,
 * times are whole seconds, user and group names are left out. Read by descriptor, no symbolic link followed.
 */
public final class RootfsTar {
    private static final long MAX_ID = 65535;
    private static final int CHUNK = 1 << 16;
    private static final int READ = Descriptors.O_RDONLY | Descriptors.O_NONBLOCK;

    private final Fd root;
    private final OptionalLong epoch;
    private final FileTree files = new FileTree();
    private final TarArchiveOutputStream tar;
    private final List<PackNote> notes = new ArrayList<>();

    /** The first name of each file that has several. */
    private final Map<String, String> linked = new HashMap<>();

    private RootfsTar(Fd root, OutputStream out, OptionalLong epoch) {
        this.root = root;
        this.epoch = epoch;
        this.tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /**
     * Writes all beneath {@code root}; {@code out} stays open.
     *
     * @return what was left out
     * @throws ImmureException {@link ImageFault#PACK} for what cannot be in an image
     */
    public static List<PackNote> write(Fd root, OutputStream out, OptionalLong epoch) throws IOException {
        RootfsTar writer = new RootfsTar(root, out, epoch);
        try {
            writer.put(entry(writer.files.stat(root), "./", TarConstants.LF_DIR, epoch), writer.root);
            writer.addChildren(root, "");
            writer.tar.finish();
        } catch (ErrnoException e) {
            throw ImageFault.READ.at("cannot pack", "the root file system", String.valueOf(e.getMessage()), e);
        }
        return List.copyOf(writer.notes);
    }

    private void addChildren(Fd directory, String prefix) throws ErrnoException, IOException {
        List<String> names = new ArrayList<>(files.names(directory));
        names.sort(Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        for (String name : names) {
            String path = prefix + name;
            requireName(name, path);
            add(directory, name, path);
        }
    }

    private void add(Fd parent, String name, String path) throws ErrnoException, IOException {
        FileStat stat = files.stat(parent, name);
        requireOwner(stat, path);
        if (stat.isDirectory()) {
            addDirectory(parent, name, path);
        } else if (stat.isRegular()) {
            addRegular(parent, name, path);
        } else if (stat.isSymlink()) {
            TarArchiveEntry entry = entry(stat, path, TarConstants.LF_SYMLINK, epoch);
            entry.setLinkName(new String(files.readSymlink(parent, name), StandardCharsets.UTF_8));
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        } else {
            notes.add(new PackNote(path, "device node, pipe or socket"));
        }
    }

    private void addDirectory(Fd parent, String name, String path) throws ErrnoException, IOException {
        try (Fd directory = files.openDirectory(parent, name)) {
            put(entry(files.stat(directory), path + "/", TarConstants.LF_DIR, epoch), directory);
            addChildren(directory, path + "/");
        } catch (ErrnoException e) {
            if (e.is(Errno.EXDEV)) {
                throw flaw(path, "another file system is mounted there");
            }
            throw e;
        }
    }

    private void addRegular(Fd parent, String name, String path) throws ErrnoException, IOException {
        try (Fd file = files.open(parent, name, READ, 0)) {
            FileStat stat = files.stat(file);
            String first = stat.links() > 1 ? linked.putIfAbsent(stat.device() + ":" + stat.inode(), path) : null;
            if (first != null) {
                TarArchiveEntry link = entry(stat, path, TarConstants.LF_LINK, epoch);
                link.setLinkName(first);
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
                return;
            }
            TarArchiveEntry entry = entry(stat, path, TarConstants.LF_NORMAL, epoch);
            entry.setSize(stat.size());
            addXattrs(entry, file);
            tar.putArchiveEntry(entry);
            copy(file, stat.size(), path);
            tar.closeArchiveEntry();
        }
    }

    private void put(TarArchiveEntry entry, Fd file) throws ErrnoException, IOException {
        addXattrs(entry, file);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private void copy(Fd file, long size, String path) throws ErrnoException, IOException {
        byte[] buffer = new byte[CHUNK];
        long left = size;
        while (left > 0) {
            int got = files.read(file, buffer, 0, (int) Math.min(buffer.length, left));
            if (got == 0) {
                throw flaw(path, "it shrank while it was read");
            }
            tar.write(buffer, 0, got);
            left -= got;
        }
    }

    /** What unpacking would keep: {@code user.} attributes, here only those that a PAX record of text can hold. */
    private void addXattrs(TarArchiveEntry entry, Fd file) throws ErrnoException {
        for (String name : files.xattrs(file)) {
            byte[] value = files.xattr(file, name).orElse(new byte[0]);
            String text = new String(value, StandardCharsets.UTF_8);
            boolean exact = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value) && value.length > 0;
            if (exact && name.startsWith("user.") && !name.startsWith("user.overlay.")) {
                entry.addPaxHeader("SCHILY.xattr." + name, text);
            } else {
                notes.add(new PackNote(entry.getName(), "extended attribute " + name));
            }
        }
    }

    private static TarArchiveEntry entry(FileStat stat, String path, byte type, OptionalLong epoch) {
        TarArchiveEntry entry = new TarArchiveEntry(path, type);
        entry.setMode(stat.permissions());
        entry.setUserId(stat.uid());
        entry.setGroupId(stat.gid());
        entry.setUserName("");
        entry.setGroupName("");
        entry.setModTime(FileTime.from(Instant.ofEpochSecond(epoch.orElse(stat.modified()))));
        return entry;
    }

    private static void requireName(String name, String path) {
        if (name.indexOf('\ufffd') >= 0) {
            throw flaw(path, "its name is not UTF-8");
        }
        if (name.startsWith(".wh.")) {
            throw flaw(path, "names that start with .wh. are whiteouts (image-spec, layer.md)");
        }
    }

    private static void requireOwner(FileStat stat, String path) {
        if (stat.uid() > MAX_ID || stat.gid() > MAX_ID) {
            throw flaw(path, "it belongs to " + stat.uid() + ":" + stat.gid() + ", images have ids up to " + MAX_ID);
        }
    }

    private static ImmureException flaw(String path, String why) {
        return ImageFault.PACK.at("cannot pack", '"' + path + '"', why);
    }
}
