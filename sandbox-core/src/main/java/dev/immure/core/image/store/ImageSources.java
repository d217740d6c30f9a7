package dev.immure.core.image.store;

import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageReference.Directory;
import dev.immure.core.image.ImageReference.DockerArchive;
import dev.immure.core.image.ImageReference.OciArchive;
import dev.immure.core.image.ImageReference.OciLayout;
import dev.immure.core.image.ImageReference.Remote;
import dev.immure.core.image.ImageReference.Stored;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.registry.RegistryAccess;

/** Opens what a reference names, and resolves its tag, once. */
public final class ImageSources {
    private ImageSources() {}

    /**
     * Manifest and configuration are read and checked; layers are not touched yet.
     *
     * @throws dev.immure.core.ImmureException when there is no such image, or it is not one that can run here
     */
    public static ImageSource open(ImageReference reference, ContentStore store) {
        return open(reference, store, RegistryAccess.ANONYMOUS, ImageReading.WHOLE);
    }

    /** The same, with as much of it read as is said, and registries spoken to as is said. */
    public static ImageSource open(
            ImageReference reference, ContentStore store, RegistryAccess registries, ImageReading reading) {
        String name = reference.toString();
        Limits limits = store.limits();
        return switch (reference) {
            case OciLayout layout ->
                LayoutSource.open(DirectoryFiles.open(layout.directory(), name), name, layout.tag(), limits, reading);
            case OciArchive archive ->
                LayoutSource.open(
                        ArchiveFiles.open(archive.file(), name, limits), name, archive.tag(), limits, reading);
            // Its manifest is made from its configuration: there is none without the other.
            case DockerArchive archive ->
                DockerArchiveSource.open(ArchiveFiles.open(archive.file(), name, limits), archive, limits);
            case Directory directory ->
                DirSource.open(DirectoryFiles.open(directory.directory(), name), name, limits, reading);
            case Remote remote -> RegistrySource.open(remote, registries, limits, reading);
            case Stored stored -> store.source(stored, reading);
        };
    }
}
