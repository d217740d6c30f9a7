package dev.immure.core.image.layer;

import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import java.util.Map;
import java.util.TreeMap;

/**
 * Directories whose owner, mode and times are set when the layer is complete: writing into a directory changes its time,
 * and its mode may forbid it.
 */
final class PendingDirectories {
    /** A map node, a path and an entry. */
    private static final int OBJECTS = 160;

    private final Limits limits;
    private final Digest layer;
    private final Notes notes;
    private final TreeMap<String, TarEntry> entries = new TreeMap<>();
    private long bytes;

    PendingDirectories(Limits limits, Digest layer, Notes notes) {
        this.limits = limits;
        this.layer = layer;
        this.notes = notes;
        entries.put("", TarEntry.implicitDirectory(EntryPath.ROOT));
    }

    /** The later of two entries for one directory counts. */
    void add(TarEntry entry) {
        charge(entry.path());
        entries.put(entry.path().text(), entry.withoutXattrs());
    }

    void addImplicit(EntryPath path) {
        charge(path);
        notes.add(path, UnpackNote.Kind.PARENT_MADE, "0755 0:0");
        entries.put(path.text(), TarEntry.implicitDirectory(path));
    }

    /** Children before parents: with the parent's final mode an ordinary user might not get to the child. */
    void finish(Fd root, FileTree files, Attributes attributes) throws ErrnoException {
        for (Map.Entry<String, TarEntry> entry : entries.descendingMap().entrySet()) {
            String path = entry.getKey().isEmpty() ? "." : entry.getKey();
            try (Fd directory = files.openDirectory(root, path)) {
                attributes.apply(entry.getValue(), directory);
            }
        }
    }

    private void charge(EntryPath path) {
        bytes += OBJECTS + 2L * path.text().length();
        limits.check(Limit.DIRECTORY_BYTES, bytes, "cannot unpack the layer", layer);
    }
}
