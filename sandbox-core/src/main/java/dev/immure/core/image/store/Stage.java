package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import dev.immure.core.image.layer.Notes;
import dev.immure.core.image.tree.ContentHashes;
import dev.immure.core.image.tree.TreeRecord;
import dev.immure.core.image.tree.TreeRecorder;
import dev.immure.core.image.tree.TreeSealing;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FdOutputStream;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import dev.immure.core.internal.kernel.TreeRemover;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where new blobs and layers are made, all or nothing: {@link #commit} moves them into place when every one of them has
 * been checked; {@link #close} removes whatever was not moved.
 */
final class Stage implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NEW_FILE = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;

    private static final String VERITY_PROBE = "verity-probe";

    private final StoreDirectory store;
    private final FileTree files = new FileTree();
    private final String name = uniqueName("stage");
    private final Fd directory;
    private final Map<Digest, String> blobs = new HashMap<>();
    private final Set<Digest> layers = new TreeSet<>();
    private int blobCount;

    Stage(StoreDirectory store) {
        this.store = store;
        try {
            files.makeDirectory(store.temporary(), name, StoreDirectory.PRIVATE);
            this.directory = files.openDirectory(store.temporary(), name);
        } catch (ErrnoException e) {
            throw store.failed("cannot write to the store", e);
        }
    }

    static String uniqueName(String prefix) {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        return prefix + "-" + HexFormat.of().formatHex(random);
    }

    /** A blob being written; it counts only when its digest is given, after everything about it was checked. */
    final class NewBlob implements AutoCloseable {
        private final String file;
        private final OutputStream out;

        private NewBlob(String file, OutputStream out) {
            this.file = file;
            this.out = out;
        }

        OutputStream out() {
            return out;
        }

        /** To be called when it is complete and closed. */
        void accept(Digest digest) {
            blobs.put(digest, file);
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw store.failed("cannot write to the store", e);
            }
        }
    }

    NewBlob newBlob() {
        String file = "blob-" + blobCount++;
        try {
            return new NewBlob(
                    file, new FdOutputStream(files.open(directory, file, NEW_FILE, StoreDirectory.PRIVATE_FILE)));
        } catch (ErrnoException e) {
            throw store.failed("cannot write to the store", e);
        }
    }

    boolean hasBlob(Digest digest) {
        return blobs.containsKey(digest);
    }

    void addBlob(byte[] content) {
        NewBlob blob = newBlob();
        try (blob) {
            blob.out().write(content);
        } catch (IOException e) {
            throw store.failed("cannot write to the store", e);
        }
        blob.accept(Digest.of(content));
    }

    boolean hasLayer(Digest diffId) {
        return layers.contains(diffId);
    }

    /** An empty directory for the tree of a layer. */
    Fd newTree(Digest diffId) {
        try {
            files.makeDirectory(directory, diffId.hex(), StoreDirectory.PRIVATE);
            try (Fd layer = files.openDirectory(directory, diffId.hex())) {
                files.makeDirectory(layer, LayerRecord.TREE, StoreDirectory.PRIVATE);
                return files.openDirectory(layer, LayerRecord.TREE);
            }
        } catch (ErrnoException e) {
            throw store.failed("cannot write to the store", e);
        }
    }

    /** To be called when the tree is complete and checked; writes down what it is. */
    TreeRecord acceptLayer(Digest diffId, Digest blob, Notes notes, Fd tree, ContentHashes contents) {
        try (Fd layer = files.openDirectory(directory, diffId.hex())) {
            Optional<FileVerity> verity = seal(tree);
            TreeRecord root = new TreeRecorder()
                    .record(
                            tree,
                            contents,
                            verity,
                            FdOutputStream.unsynced(
                                    files.open(layer, LayerRecord.MANIFEST, NEW_FILE, StoreDirectory.PRIVATE_FILE)),
                            FdOutputStream.unsynced(
                                    files.open(layer, LayerRecord.SEEN, NEW_FILE, StoreDirectory.PRIVATE_FILE)));
            writeFile(layer, LayerRecord.FILE, new LayerRecord(diffId, root, notes.kept(), notes.omitted()).encode());
            writeFile(layer, LayerRecord.blobMark(blob), new byte[0]);
            layers.add(diffId);
            return root;
        } catch (ErrnoException | IOException e) {
            throw store.failed("cannot write to the store", e);
        }
    }

    /** Lets fs-verity guard the files where the file system offers it; which it is asked by trying, layer by layer. */
    private Optional<FileVerity> seal(Fd tree) throws ErrnoException {
        FileVerity verity = store.verity();
        if (!FileVerity.isOffered(verity, directory, VERITY_PROBE)) {
            return Optional.empty();
        }
        new TreeSealing(verity).seal(tree);
        return Optional.of(verity);
    }

    void commit() {
        if (layers.isEmpty() && blobs.isEmpty()) {
            return;
        }
        try {
            if (!layers.isEmpty()) {
                // A tree cut short by a power failure would look complete: everything is on disk before it gets a name.
                files.syncFileSystem(directory);
            }
            for (Digest diffId : layers) {
                publish(diffId.hex(), store.layers(), diffId.hex());
            }
            for (Map.Entry<Digest, String> blob : new TreeMap<>(blobs).entrySet()) {
                publish(blob.getValue(), store.blobs(), blob.getKey().hex());
            }
            Descriptors.fsync(store.layers());
            Descriptors.fsync(store.blobs());
        } catch (ErrnoException e) {
            throw store.failed("cannot write to the store", e);
        }
    }

    /** Puts an accepted layer in the place of the one that is there, which goes with this stage. */
    void exchangeLayer(Digest diffId) {
        try {
            files.syncFileSystem(directory);
            files.exchange(directory, diffId.hex(), store.layers(), diffId.hex());
            Descriptors.fsync(store.layers());
        } catch (ErrnoException e) {
            throw store.failed("cannot write to the store", e);
        }
    }

    @Override
    public void close() {
        directory.close();
        try {
            new TreeRemover().remove(store.temporary(), name);
        } catch (ErrnoException e) {
            throw store.failed("cannot remove " + name + " from the store", e);
        }
    }

    /** Who comes second leaves the first one's: the name is the content. */
    private void publish(String from, Fd to, String newName) throws ErrnoException {
        try {
            files.renameNoReplace(directory, from, to, newName);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
    }

    private void writeFile(Fd parent, String file, byte[] content) throws ErrnoException, IOException {
        try (Fd fd = files.open(parent, file, NEW_FILE, StoreDirectory.PRIVATE_FILE)) {
            files.write(fd, content, 0, content.length);
        }
    }
}
