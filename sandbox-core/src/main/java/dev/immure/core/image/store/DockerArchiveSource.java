package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageConfig;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import dev.immure.core.image.RefName;
import dev.immure.core.image.ResolvedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code docker save} writes: layers are plain tars, named in {@code manifest.json}, and the configuration's
 * diff_ids are their digests. Such an archive has no manifest of image-spec, hence no digest that anyone else would
 * know: Immure makes one (OCI manifest, plain tar layers, no annotations; same archive, same bytes), and that digest is
 * its own. Signatures made for the image in a registry are about another digest.
 */
final class DockerArchiveSource implements ImageSource {
    private final LayoutFiles files;
    private final ResolvedImage image;
    private final Map<Digest, byte[]> documents;
    private final Map<Digest, String> layers;

    private DockerArchiveSource(
            LayoutFiles files, ResolvedImage image, Map<Digest, byte[]> documents, Map<Digest, String> layers) {
        this.files = files;
        this.image = image;
        this.documents = documents;
        this.layers = layers;
    }

    /** @param files owned from now on, and closed when this fails */
    static DockerArchiveSource open(LayoutFiles files, ImageReference.DockerArchive reference, Limits limits) {
        boolean done = false;
        try {
            DockerArchiveSource source = read(files, reference, limits);
            done = true;
            return source;
        } finally {
            if (!done) {
                files.close();
            }
        }
    }

    private static DockerArchiveSource read(LayoutFiles files, ImageReference.DockerArchive reference, Limits limits) {
        DockerManifest chosen = DockerManifest.read(files, limits).select(reference.tag(), files.name());
        byte[] configBytes = plain(files, chosen.config(), limits);
        ManifestReader reader = new ManifestReader(limits);
        ImageConfig config = reader.config(configBytes);
        requireHost(config, files);
        List<Descriptor> descriptors = new ArrayList<>();
        Map<Digest, String> layers = new HashMap<>();
        pair(files, chosen, config, descriptors, layers, limits);
        Digest configDigest = Digest.of(configBytes);
        byte[] manifestBytes = LayoutJson.manifest(
                Descriptor.of(MediaTypes.OCI_CONFIG, configDigest, configBytes.length), descriptors, Map.of());
        ImageManifest manifest = reader.manifest(manifestBytes);
        ResolvedImage image = new ResolvedImage(
                reference.toString(),
                chosen.refName(reference.tag()).flatMap(RefName::repository),
                chosen.refName(reference.tag()).map(RefName::tag),
                manifest,
                config);
        return new DockerArchiveSource(
                files, image, Map.of(manifest.digest(), manifestBytes, configDigest, configBytes), layers);
    }

    /** Layer by layer: the diff_id is the digest, since nothing is compressed; the size is the member's. */
    private static void pair(
            LayoutFiles files,
            DockerManifest chosen,
            ImageConfig config,
            List<Descriptor> descriptors,
            Map<Digest, String> layers,
            Limits limits) {
        if (chosen.layers().size() != config.diffIds().size()) {
            throw ImageFault.DIFF_ID_COUNT.at(
                    "cannot open the image",
                    files.name(),
                    "it has " + chosen.layers().size() + " layers, its configuration has "
                            + config.diffIds().size() + " diff_ids");
        }
        for (int i = 0; i < chosen.layers().size(); i++) {
            String path = chosen.layers().get(i);
            Digest diffId = config.diffIds().get(i);
            LayoutFiles.Found found = require(files, path);
            limits.check(Limit.BLOB_BYTES, found.size(), "cannot use the layer", diffId);
            requirePlain(found, path, files);
            descriptors.add(Descriptor.of(MediaTypes.OCI_LAYER, diffId, found.size()));
            layers.put(diffId, path);
        }
    }

    private static void requirePlain(LayoutFiles.Found found, String path, LayoutFiles files) {
        try (InputStream stream = found.stream()) {
            byte[] start = stream.readNBytes(4);
            boolean gzip = start.length > 1 && start[0] == 0x1f && (start[1] & 0xff) == 0x8b;
            boolean zstd = start.length > 3 && start[0] == 0x28 && (start[1] & 0xff) == 0xb5;
            if (gzip || zstd) {
                throw ImageFault.LAYER_MEDIA_TYPE.at(
                        "cannot open the image", files.name(), "its layer " + path + " is compressed");
            }
        } catch (IOException e) {
            throw ImageFault.READ.at("cannot open the image", files.name(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireHost(ImageConfig config, LayoutFiles files) {
        if (!config.platform().equals(Platform.host())) {
            throw ImageFault.PLATFORM_MISSING.at(
                    "cannot open the image",
                    files.name(),
                    "it is for " + config.platform() + ", this machine is " + Platform.host());
        }
    }

    private static byte[] plain(LayoutFiles files, String path, Limits limits) {
        return files.readPlain(path, limits)
                .orElseThrow(
                        () -> ImageFault.BLOB_MISSING.at("cannot open the image", files.name(), path + " is missing"));
    }

    private static LayoutFiles.Found require(LayoutFiles files, String path) {
        return files.find(path)
                .orElseThrow(
                        () -> ImageFault.BLOB_MISSING.at("cannot open the image", files.name(), path + " is missing"));
    }

    @Override
    public ResolvedImage image() {
        return image;
    }

    /** Nothing can be attached to an image in this format. */
    @Override
    public Optional<Descriptor> tagged(String tag) {
        return Optional.empty();
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return List.of();
    }

    @Override
    public List<byte[]> looseSignatures() {
        return List.of();
    }

    @Override
    public byte[] read(Descriptor blob, int limit) {
        return Optional.ofNullable(documents.get(blob.digest()))
                .filter(bytes -> bytes.length == blob.size() && bytes.length <= limit)
                .map(byte[]::clone)
                .orElseThrow(() -> missing(blob));
    }

    @Override
    public InputStream open(Descriptor blob) {
        byte[] document = documents.get(blob.digest());
        if (document != null) {
            return new ByteArrayInputStream(document);
        }
        String path = layers.get(blob.digest());
        if (path == null) {
            throw missing(blob);
        }
        return require(files, path).stream();
    }

    @Override
    public void close() {
        files.close();
    }

    private RuntimeException missing(Descriptor blob) {
        return ImageFault.BLOB_MISSING.at("cannot use the blob", blob.digest(), "it is not in " + files.name());
    }
}
