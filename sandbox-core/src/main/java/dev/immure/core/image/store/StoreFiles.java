package dev.immure.core.image.store;

import dev.immure.core.image.ImageFault;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.FileTree;
import java.util.Optional;

/** The store, read as the layout that it is. Borrows the store's descriptors: closing it closes nothing. */
final class StoreFiles implements LayoutFiles {
    private final StoreDirectory store;

    StoreFiles(StoreDirectory store) {
        this.store = store;
    }

    @Override
    public Optional<Found> find(String path) {
        try {
            return new DirectoryFiles(new FileTree().openDirectory(store.root(), "."), name()).findAndClose(path);
        } catch (ErrnoException e) {
            throw ImageFault.STORE.at("cannot open the store", name(), String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String name() {
        return store.path().toString();
    }

    @Override
    public void close() {
        // The store lives on.
    }
}
