package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.ResolvedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image in the form of containers-transports(5), "dir": {@code manifest.json}, {@code version}, blobs by the digits of
 * their digest, {@code signature-N}. The digest of {@code manifest.json} is the image's; nothing in the directory says its
 * name.
 */
final class DirSource implements ImageSource {
    private static final String MANIFEST = "manifest.json";
    private static final String VERSION = "version";
    /** 1.0 had layers as {@code <hex>.tar}; no tool of this decade writes it. */
    private static final String WRITTEN = "Directory Transport Version: 1.1\n";

    private final LayoutFiles files;
    private final Limits limits;
    private final Descriptor top;
    private final ResolvedImage image;

    private DirSource(LayoutFiles files, String reference, Limits limits, ImageReading reading) {
        this.files = files;
        this.limits = limits;
        requireVersion();
        byte[] manifest = files.readPlain(MANIFEST, limits).orElseThrow(() -> flaw(MANIFEST + " is missing"));
        this.top = new ManifestReader(limits).describe(manifest);
        Resolver.Resolution found = new Resolver(this::read, limits, reading).resolve(top);
        this.image = new ResolvedImage(
                reference, Optional.empty(), Optional.empty(), found.manifest(), found.config(), found.index());
    }

    /** @param files owned from now on, and closed when this fails */
    static DirSource open(LayoutFiles files, String reference, Limits limits, ImageReading reading) {
        boolean done = false;
        try {
            DirSource source = new DirSource(files, reference, limits, reading);
            done = true;
            return source;
        } finally {
            if (!done) {
                files.close();
            }
        }
    }

    @Override
    public ResolvedImage image() {
        return image;
    }

    /** There is one image, and no tag. */
    @Override
    public Optional<Descriptor> tagged(String tag) {
        return Optional.empty();
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return List.of();
    }

    /** Those of what {@code manifest.json} is, then those of the manifest chosen from it when it is an index. */
    @Override
    public List<byte[]> looseSignatures() {
        List<byte[]> signatures = new ArrayList<>();
        collect("signature-", signatures);
        if (image.index().isPresent()) {
            collect(image.digest().hex() + "-signature-", signatures);
        }
        return List.copyOf(signatures);
    }

    private void collect(String prefix, List<byte[]> signatures) {
        for (int number = 1; ; number++) {
            Optional<byte[]> signature = signature(prefix + number);
            if (signature.isEmpty()) {
                return;
            }
            signatures.add(signature.get());
            limits.check(Limit.LOOSE_SIGNATURES, signatures.size(), "cannot read the signatures of", files.name());
        }
    }

    private Optional<byte[]> signature(String file) {
        return files.find(file).map(found -> {
            try (InputStream stream = found.stream()) {
                limits.check(Limit.LOOSE_SIGNATURE_BYTES, found.size(), "cannot read " + file + " of", files.name());
                return stream.readNBytes(limits.getInt(Limit.LOOSE_SIGNATURE_BYTES));
            } catch (IOException e) {
                throw ImageFault.READ.at(
                        "cannot read", file + " of " + files.name(), String.valueOf(e.getMessage()), e);
            }
        });
    }

    @Override
    public byte[] read(Descriptor blob, int limit) {
        return files.readBlob(blob, limit, path(blob));
    }

    @Override
    public InputStream open(Descriptor blob) {
        return files.openBlob(blob, path(blob));
    }

    @Override
    public void close() {
        files.close();
    }

    /** containers/image, directory_transport.go: the one manifest, those of an index, all else. */
    private String path(Descriptor blob) {
        if (blob.digest().equals(top.digest())) {
            return MANIFEST;
        }
        String hex = blob.digest().hex();
        return MediaTypes.isManifest(blob.mediaType()) ? hex + ".manifest.json" : hex;
    }

    private void requireVersion() {
        byte[] version = files.readPlain(VERSION, limits).orElseThrow(() -> flaw(VERSION + " is missing"));
        if (!WRITTEN.equals(new String(version, StandardCharsets.ISO_8859_1))) {
            throw flaw("its version is not 1.1");
        }
    }

    private RuntimeException flaw(String why) {
        return ImageFault.LAYOUT.at("cannot open the image", files.name(), why);
    }
}
