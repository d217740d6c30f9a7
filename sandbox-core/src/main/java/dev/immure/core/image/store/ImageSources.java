package dev.immure.core.image.store;

import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageReference.DockerArchive;
import dev.immure.core.image.ImageReference.OciArchive;
import dev.immure.core.image.ImageReference.OciLayout;
import dev.immure.core.image.ImageReference.Stored;
import dev.immure.core.image.ImageSource;

/** Opens what a reference names, and resolves its tag, once. */
public final class ImageSources {
    private ImageSources() {}

    /**
     * Manifest and configuration are read and checked; layers are not touched yet.
     *
     * @throws dev.immure.core.ImmureException when there is no such image, or it is not one that can run here
     */
    public static ImageSource open(ImageReference reference, ContentStore store) {
        String name = reference.toString();
        return switch (reference) {
            case OciLayout layout ->
                LayoutSource.open(DirectoryFiles.open(layout.directory(), name), name, layout.tag(), store.limits());
            case OciArchive archive ->
                LayoutSource.open(
                        ArchiveFiles.open(archive.file(), name, store.limits()), name, archive.tag(), store.limits());
            case DockerArchive archive ->
                DockerArchiveSource.open(
                        ArchiveFiles.open(archive.file(), name, store.limits()), archive, store.limits());
            case Stored stored -> store.source(stored);
        };
    }
}
