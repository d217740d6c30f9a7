package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageConfig;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.LayerCompression;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import java.util.List;
import java.util.Optional;

/**
 * Follows a descriptor to the manifest and configuration of an image for this machine. Each step is by digest, so whoever
 * vouches for the first one vouches for all.
 */
final class Resolver {
    /** @param index the index that the manifest was chosen from, if any */
    record Resolution(ImageManifest manifest, Optional<ImageConfig> config, Optional<Descriptor> index) {}

    /** A checked read of a whole blob within a limit. */
    @FunctionalInterface
    interface BlobReader {
        byte[] read(Descriptor blob, int limit);
    }

    private final BlobReader blobs;
    private final Limits limits;
    private final ImageReading reading;
    private final ManifestReader reader;

    Resolver(BlobReader blobs, Limits limits, ImageReading reading) {
        this.blobs = blobs;
        this.limits = limits;
        this.reading = reading;
        this.reader = new ManifestReader(limits);
    }

    Resolution resolve(Descriptor entry) {
        if (MediaTypes.isManifest(entry.mediaType())) {
            return manifest(entry, Optional.empty());
        }
        if (!MediaTypes.isIndex(entry.mediaType())) {
            throw ImageFault.MEDIA_TYPE.at("cannot use", entry.digest(), "its media type is " + entry.mediaType());
        }
        List<Descriptor> entries = reader.index(blobs.read(entry, limits.getInt(Limit.MANIFEST_BYTES)));
        return manifest(forHost(entries, entry), Optional.of(entry));
    }

    private static Descriptor forHost(List<Descriptor> entries, Descriptor index) {
        Platform host = Platform.host();
        List<Descriptor> fit = entries.stream()
                .filter(entry -> entry.platform().equals(Optional.of(host)))
                .toList();
        if (fit.size() != 1) {
            ImageFault fault = fit.isEmpty() ? ImageFault.PLATFORM_MISSING : ImageFault.PLATFORM_AMBIGUOUS;
            throw fault.at("cannot use the index", index.digest(), fit.size() + " of its images are for " + host);
        }
        Descriptor chosen = fit.getFirst();
        if (!MediaTypes.isManifest(chosen.mediaType())) {
            throw ImageFault.NESTED_INDEX.at(
                    "cannot use the index", index.digest(), "its entry for " + host + " is a " + chosen.mediaType());
        }
        return chosen;
    }

    private Resolution manifest(Descriptor descriptor, Optional<Descriptor> index) {
        ImageManifest manifest = reader.manifest(blobs.read(descriptor, limits.getInt(Limit.MANIFEST_BYTES)));
        if (!manifest.mediaType().equals(descriptor.mediaType())) {
            throw ImageFault.MEDIA_TYPE_MISMATCH.at(
                    "cannot use the manifest",
                    descriptor.digest(),
                    "it says it is " + manifest.mediaType() + ", its descriptor says " + descriptor.mediaType());
        }
        if (reading != ImageReading.ARTIFACT) {
            requireImage(descriptor, manifest);
        }
        return new Resolution(manifest, config(descriptor, manifest), index);
    }

    private void requireImage(Descriptor descriptor, ImageManifest manifest) {
        if (!MediaTypes.isConfig(manifest.config().mediaType())) {
            throw ImageFault.MEDIA_TYPE.at(
                    "cannot use the manifest",
                    descriptor.digest(),
                    "it is no image: its configuration is " + manifest.config().mediaType());
        }
        for (Descriptor layer : manifest.layers()) {
            LayerCompression.of(layer);
            limits.check(Limit.BLOB_BYTES, layer.size(), "cannot use the layer", layer.digest());
        }
    }

    private Optional<ImageConfig> config(Descriptor descriptor, ImageManifest manifest) {
        return switch (reading) {
            case MANIFEST_ONLY, ARTIFACT -> Optional.empty();
            case WHOLE -> {
                ImageConfig config = reader.config(blobs.read(manifest.config(), limits.getInt(Limit.CONFIG_BYTES)));
                checkPlatform(descriptor, config);
                checkLayers(manifest, config);
                yield Optional.of(config);
            }
        };
    }

    private static void checkPlatform(Descriptor descriptor, ImageConfig config) {
        Platform actual = config.platform();
        if (descriptor.platform().isPresent() && !descriptor.platform().get().equals(actual)) {
            throw ImageFault.PLATFORM_MISMATCH.at(
                    "cannot use the manifest",
                    descriptor.digest(),
                    "it is offered for " + descriptor.platform().get() + ", its configuration says " + actual);
        }
        if (!actual.equals(Platform.host())) {
            throw ImageFault.PLATFORM_MISSING.at(
                    "cannot use the manifest",
                    descriptor.digest(),
                    "it is for " + actual + ", this machine is " + Platform.host());
        }
    }

    /** Before any layer is read. */
    private static void checkLayers(ImageManifest manifest, ImageConfig config) {
        int layers = manifest.layers().size();
        if (layers != config.diffIds().size()) {
            throw ImageFault.DIFF_ID_COUNT.at(
                    "cannot use the manifest",
                    manifest.digest(),
                    "it has " + layers + " layers, its configuration has "
                            + config.diffIds().size() + " diff_ids");
        }
    }
}
