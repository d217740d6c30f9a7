package dev.immure.core.image.layer;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.util.Locale;
import java.util.Map;

/** Gives files the owner, mode, times and attributes of their entry, as far as the rules let it. */
final class Attributes {
    /** overlayfs's own words: a layer that brings them along could hide or redirect files of the layers beneath. */
    private static final String USER_OVERLAY = "user.overlay.";

    private static final String TRUSTED_OVERLAY = "trusted.overlay.";
    private static final int SETID = 0xc00;

    /** ext4 and XFS with big timestamps hold more; ext4's 34 bits end in 2446, and 2^33 seconds are in 2242. */
    private static final long LAST_TIME = 1L << 33;

    private final FileTree files;
    private final Notes notes;
    private final Ownership ownership;

    Attributes(FileTree files, Notes notes, Ownership ownership) {
        this.files = files;
        this.notes = notes;
        this.ownership = ownership;
    }

    /** To an open file or directory. */
    void apply(TarEntry entry, Fd file) throws ErrnoException {
        apply(entry, file, files.stat(file));
    }

    /** The same; most files have been made with the right owner and mode, and need no call for them. */
    void apply(TarEntry entry, Fd file, FileStat now) throws ErrnoException {
        noteSetid(entry);
        if (changesOwner(entry) && (entry.uid() != now.uid() || entry.gid() != now.gid())) {
            files.changeOwner(file, entry.uid(), entry.gid());
        }
        if (permissions(entry) != now.permissions()) {
            files.changeMode(file, permissions(entry));
        }
        applyXattrs(entry, file);
        files.changeTimes(file, time(entry));
    }

    void applyXattrs(TarEntry entry, Fd file) throws ErrnoException {
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            if (keeps(entry, xattr.getKey())) {
                setXattr(entry, file, xattr);
            }
        }
    }

    /** To a symbolic link, which has neither mode nor {@code user.} attributes (xattr(7)). */
    void applyToLink(TarEntry entry, Fd parent, String name) throws ErrnoException {
        if (changesOwner(entry)) {
            files.changeOwner(parent, name, entry.uid(), entry.gid());
        }
        for (String xattr : entry.xattrs().keySet()) {
            if (keeps(entry, xattr)) {
                notes.add(entry.path(), UnpackNote.Kind.XATTR_STRIPPED, xattr);
            }
        }
        files.changeTimes(parent, name, time(entry));
    }

    private boolean changesOwner(TarEntry entry) {
        return switch (ownership) {
            case AS_IN_IMAGE -> true;
            case FLATTENED -> {
                if (entry.uid() != 0 || entry.gid() != 0) {
                    notes.add(entry.path(), UnpackNote.Kind.OWNER_FLATTENED, entry.uid() + ":" + entry.gid());
                }
                yield false;
            }
        };
    }

    /** What an entry's mode becomes: nothing is set-user-ID or set-group-ID. */
    static int permissions(TarEntry entry) {
        return entry.permissions() & ~SETID;
    }

    private void noteSetid(TarEntry entry) {
        if (permissions(entry) != entry.permissions()) {
            String mode = String.format(Locale.ROOT, "%04o", entry.permissions());
            notes.add(entry.path(), UnpackNote.Kind.SETID_STRIPPED, mode);
        }
    }

    private boolean keeps(TarEntry entry, String xattr) {
        if (xattr.startsWith(USER_OVERLAY) || xattr.startsWith(TRUSTED_OVERLAY)) {
            throw ImageFault.XATTR_OVERLAY.at(
                    "cannot unpack the entry",
                    '"' + entry.path().toString() + '"',
                    "it carries the attribute " + xattr);
        }
        boolean user = xattr.startsWith("user.");
        if (!user) {
            notes.add(entry.path(), UnpackNote.Kind.XATTR_STRIPPED, xattr);
        }
        return user;
    }

    private void setXattr(TarEntry entry, Fd file, Map.Entry<String, byte[]> xattr) throws ErrnoException {
        try {
            files.setXattr(file, xattr.getKey(), xattr.getValue());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOSPC) || e.is(Errno.EDQUOT)) {
                // ext4 keeps all attributes of a file in one block: ENOSPC here is about that, not about the disk.
                throw ImageFault.XATTR_TOO_LARGE.at(
                        "cannot unpack the entry",
                        '"' + entry.path().toString() + '"',
                        "the attribute " + xattr.getKey() + " does not fit the store's file system",
                        e);
            }
            throw e;
        }
    }

    private long time(TarEntry entry) {
        long time = Math.clamp(entry.modified(), 0, LAST_TIME);
        if (time != entry.modified()) {
            notes.add(entry.path(), UnpackNote.Kind.TIME_CLAMPED, String.valueOf(entry.modified()));
        }
        return time;
    }
}
