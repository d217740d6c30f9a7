package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.FdOutputStream;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The names of the store: its {@code index.json}, one entry per {@code REPOSITORY:TAG}. Replaced whole and atomically,
 * so that a reader sees the names before or after a change, and never a half of it.
 */
final class NameIndex {
    private final StoreDirectory store;
    private final Limits limits;

    NameIndex(StoreDirectory store, Limits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** Makes the layout's two files where they are missing. */
    void create() {
        store.naming(() -> {
            if (!store.has(store.root(), LayoutFiles.INDEX)) {
                replace(LayoutFiles.MARKER, LayoutJson.marker());
                replace(LayoutFiles.INDEX, LayoutJson.index(List.of()));
            }
        });
    }

    LayoutIndex read() {
        return LayoutIndex.read(files(), limits);
    }

    StoreNames state() {
        try {
            FileStat index = new FileTree().stat(store.root(), LayoutFiles.INDEX);
            return new StoreNames(index.device(), index.inode(), index.size(), index.changed(), index.changedNanos());
        } catch (ErrnoException e) {
            throw store.failed("cannot look for the names of the store", e);
        }
    }

    /** The store as a layout; its descriptors stay the store's. */
    LayoutFiles files() {
        return new StoreFiles(store);
    }

    /** Reads, changes and writes the names; nobody else can change them meanwhile. */
    void update(UnaryOperator<List<Descriptor>> change) {
        store.naming(() -> {
            List<Descriptor> entries = new ArrayList<>(change.apply(read().entries()));
            entries.sort(
                    Comparator.comparing(entry -> LayoutIndex.refName(entry).orElse("")));
            limits.check(Limit.MANIFESTS, entries.size(), "cannot write the names of", store.path());
            byte[] bytes = LayoutJson.index(entries);
            limits.check(Limit.MANIFEST_BYTES, bytes.length, "cannot write the names of", store.path());
            replace(LayoutFiles.INDEX, bytes);
        });
    }

    /** Gives names, taking them from what had them. */
    void tag(Map<ImageName, Descriptor> names) {
        update(entries -> {
            List<Descriptor> out = new ArrayList<>(entries);
            out.removeIf(entry -> names.keySet().stream().anyMatch(name -> isNamed(entry, name)));
            names.forEach((name, descriptor) -> out.add(named(descriptor, name)));
            return out;
        });
    }

    /** Adds an entry to the index that a name leads to, or to a new one. */
    void add(
            ImageName name,
            Descriptor entry,
            Function<Descriptor, List<Descriptor>> children,
            Consumer<byte[]> writer) {
        update(entries -> {
            List<Descriptor> listed = new ArrayList<>();
            entries.stream().filter(one -> isNamed(one, name)).forEach(one -> listed.addAll(children.apply(one)));
            listed.removeIf(one -> one.digest().equals(entry.digest()));
            listed.add(entry);
            limits.check(Limit.REFERRERS, listed.size(), "cannot add to", name);
            byte[] index = LayoutJson.index(listed);
            limits.check(Limit.MANIFEST_BYTES, index.length, "cannot add to", name);
            writer.accept(index);
            List<Descriptor> out = new ArrayList<>(entries);
            out.removeIf(one -> isNamed(one, name));
            out.add(named(Descriptor.of(MediaTypes.OCI_INDEX, Digest.of(index), index.length), name));
            return out;
        });
    }

    Optional<Descriptor> find(ImageName name) {
        return read().entries().stream().filter(entry -> isNamed(entry, name)).findFirst();
    }

    static boolean isNamed(Descriptor entry, ImageName name) {
        return LayoutIndex.refName(entry).equals(Optional.of(full(name)));
    }

    static Optional<ImageName> nameOf(Descriptor entry) {
        return LayoutIndex.refName(entry).map(ImageName::parse);
    }

    private static String full(ImageName name) {
        return name.repository() + ":" + name.tagOrLatest();
    }

    private static Descriptor named(Descriptor descriptor, ImageName name) {
        return new Descriptor(
                descriptor.mediaType(),
                descriptor.digest(),
                descriptor.size(),
                Map.of(RefName.ANNOTATION, full(name)),
                descriptor.platform(),
                descriptor.artifactType());
    }

    private void replace(String name, byte[] content) {
        FileTree files = new FileTree();
        String temporary = Stage.uniqueName(name);
        try {
            int flags = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;
            try (FdOutputStream out =
                    new FdOutputStream(files.open(store.temporary(), temporary, flags, StoreDirectory.PRIVATE_FILE))) {
                out.write(content);
            }
            files.rename(store.temporary(), temporary, store.root(), name);
            Descriptors.fsync(store.root());
        } catch (IOException | ErrnoException e) {
            throw ImageFault.STORE.at("cannot write", name + " of " + store.path(), String.valueOf(e.getMessage()), e);
        }
    }
}
