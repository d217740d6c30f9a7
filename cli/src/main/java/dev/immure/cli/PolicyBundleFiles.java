package dev.immure.cli;

import dev.immure.core.audit.OutputFile;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.policy.bundle.BundleArchive;
import dev.immure.policy.bundle.BundleCopy;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.policy.bundle.PolicyChoice;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where commands get policy bundles from, and put them. */
final class PolicyBundleFiles {
    /** What a BUNDLE is, for the help of commands that take one. */
    static final String BUNDLE = "A file that policy build wrote, or docker://HOST/REPO[:TAG|@sha256:…].";

    private static final String REMOTE = "docker://";
    private static final int MODE = 0644;

    private PolicyBundleFiles() {}

    static BundleFile read(String place, Configuration configuration, RegistryOptions registry) {
        return place.startsWith(REMOTE) ? fetch(place, configuration, registry) : PolicyChoice.read(path(place));
    }

    private static BundleFile fetch(String place, Configuration configuration, RegistryOptions registry) {
        ImageReference reference = ImageReference.parse(place);
        try (ContentStore store = ContentStore.open(configuration.images());
                ImageSource source =
                        ImageSources.open(reference, store, registry.access(configuration), ImageReading.ARTIFACT)) {
            return BundleCopy.of(source, place);
        }
    }

    private static Path path(String place) {
        try {
            return Path.of(place);
        } catch (InvalidPathException e) {
            return Path.of("");
        }
    }

    /** Replaces the file in one step; no link is followed. */
    static void write(Path file, BundleFile bundle) {
        OutputFile.write("policy bundle", file, MODE, BundleArchive.write(bundle));
    }
}
