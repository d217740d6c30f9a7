package dev.immure.signing.testing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageConfig;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Platform;
import dev.immure.core.image.ResolvedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image in memory, and what is attached to it. Reads as strictly as {@link ImageSource} promises. */
public final class FakeImage implements ImageSource {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final ResolvedImage image;
    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final Map<String, Descriptor> tags = new HashMap<>();

    private final Map<Digest, List<Descriptor>> referrers = new HashMap<>();
    private final List<byte[]> loose = new ArrayList<>();

    private FakeImage(ResolvedImage image) {
        this.image = image;
    }

    /** An image whose source calls it by this name. */
    public static FakeImage named(String name) {
        return new FakeImage(resolved(Optional.of(name), digest("the image's manifest"), Optional.empty()));
    }

    /** An image of a layout with a bare tag. */
    public static FakeImage nameless() {
        return new FakeImage(resolved(Optional.empty(), digest("the image's manifest"), Optional.empty()));
    }

    /** An image whose manifest has this digest. */
    public static FakeImage of(String name, Digest manifest) {
        return new FakeImage(resolved(Optional.of(name), manifest, Optional.empty()));
    }

    /** An image that was chosen from an index. */
    public static FakeImage fromIndex(String name, Digest index) {
        Descriptor descriptor = Descriptor.of("application/vnd.oci.image.index.v1+json", index, 500);
        return new FakeImage(resolved(Optional.of(name), digest("the image's manifest"), Optional.of(descriptor)));
    }

    public static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private static ResolvedImage resolved(Optional<String> name, Digest digest, Optional<Descriptor> index) {
        Descriptor config = Descriptor.of("application/vnd.oci.image.config.v1+json", digest("config"), 6);
        return new ResolvedImage(
                "oci:layout:v1",
                name,
                Optional.of("v1"),
                new ImageManifest(digest, 400, MANIFEST, config, List.of(), Map.of()),
                new ImageConfig(
                        new Platform("linux", "amd64"),
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        Map.of(),
                        List.of(),
                        Optional.empty()),
                index);
    }

    public Digest digest() {
        return image.digest();
    }

    public Descriptor store(String mediaType, byte[] content) {
        Digest digest = Digest.of(content);
        blobs.put(digest, content.clone());
        return Descriptor.of(mediaType, digest, content.length);
    }

    /** Makes a blob something else than its digest says. */
    public void corrupt(Digest blob, byte[] content) {
        blobs.put(blob, content.clone());
    }

    public void tag(String tag, Descriptor descriptor) {
        tags.put(tag, descriptor);
    }

    /** Has the place list a manifest as attached to {@code subject}, truly or not. */
    public void refer(Digest subject, Descriptor manifest) {
        referrers.computeIfAbsent(subject, s -> new ArrayList<>()).add(manifest);
    }

    /** Puts a signature beside the image, after those that are there. */
    public void loose(byte[] signature) {
        loose.add(signature.clone());
    }

    @Override
    public ResolvedImage image() {
        return image;
    }

    @Override
    public Optional<Descriptor> tagged(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return referrers.getOrDefault(subject, List.of());
    }

    @Override
    public List<byte[]> looseSignatures() {
        return List.copyOf(loose);
    }

    @Override
    public byte[] read(Descriptor blob, int limit) {
        byte[] content = blobs.get(blob.digest());
        if (content == null) {
            throw fault(ImageFault.BLOB_MISSING, blob);
        }
        if (blob.size() > limit) {
            throw fault(ImageFault.BLOB_TOO_LARGE, blob);
        }
        if (content.length != blob.size()) {
            throw fault(ImageFault.BLOB_SIZE, blob);
        }
        if (!Digest.of(content).equals(blob.digest())) {
            throw fault(ImageFault.BLOB_DIGEST, blob);
        }
        return content.clone();
    }

    private static ImmureException fault(ImageFault code, Descriptor blob) {
        return new ImmureException(
                new Fault(code, "cannot read blob", blob.digest().toString(), code.id(), "None"));
    }

    @Override
    public InputStream open(Descriptor blob) {
        return new ByteArrayInputStream(read(blob, Integer.MAX_VALUE));
    }

    @Override
    public void close() {}
}
