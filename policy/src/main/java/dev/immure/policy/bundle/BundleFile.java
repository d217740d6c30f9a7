package dev.immure.policy.bundle;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.RefName;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.store.LayoutJson;
import dev.immure.signing.ImageSigner;
import dev.immure.signing.SignatureArtifact;
import dev.immure.signing.SignatureFormat;
import dev.immure.signing.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A policy bundle in memory: an OCI artifact and what is attached to it. It is read as a whole before anything looks at it,
 * so what is verified is what is used. To the verifier of images it is a source like any other.
 */
public final class BundleFile implements ImageSource {
    /** What the artifact is (image-spec, manifest.md, "artifactType"). */
    public static final String ARTIFACT_TYPE = "application/vnd.immure.policy.v1";

    static final String MANIFEST_TYPE = "application/vnd.immure.policy.manifest.v1+json";
    static final String PARTS_TYPE = "application/vnd.immure.policy.parts.v1.tar";
    static final int OCI_MANIFEST_BYTES = 256 << 10;

    private static final ManifestReader READER = new ManifestReader(
            Limits.DEFAULT.with(Limit.MANIFEST_BYTES, OCI_MANIFEST_BYTES).with(Limit.LAYERS, 2));

    private final String on;
    private final BundleBlobs blobs;
    private final ImageManifest manifest;
    private final BundleContent content;
    private final List<ImageManifest> attached;

    /**
     * Checks all that can be checked without a key.
     *
     * @param manifest of the artifact
     * @param attached manifests that have it as their subject
     * @throws ImmureException with a {@link BundleFault} of kind INPUT
     */
    BundleFile(BundleBlobs blobs, Digest manifest, Collection<Digest> attached) {
        this.on = blobs.on();
        this.blobs = new BundleBlobs(blobs);
        this.manifest = ownManifest(manifest);
        this.content = BundleContent.read(
                blobs.get(this.manifest.config()),
                blobs.get(this.manifest.layers().getFirst()),
                on);
        if (attached.size() > BundleLimits.SIGNATURES) {
            throw BundleFault.TOO_MANY.refuse(on, "it has more than " + BundleLimits.SIGNATURES + " signatures");
        }
        this.attached = new TreeSet<>(attached).stream().map(this::attachment).toList();
        requireAllReferredTo();
    }

    /** A bundle without signatures. */
    static BundleFile of(BundleContent content, String on) {
        BundleBlobs blobs = new BundleBlobs(on);
        Descriptor config = blobs.add(MANIFEST_TYPE, content.encodeManifest());
        Descriptor parts = blobs.add(PARTS_TYPE, content.encodeParts());
        return new BundleFile(blobs, blobs.addManifest(artifact(config, parts)).digest(), List.of());
    }

    /**
     * The same bundle, signed under its name as images are: a statement in DSSE, in a sigstore bundle that refers to it.
     *
     * @param now goes into an annotation of the signature; nobody vouches for it
     * @throws ImmureException with TOO_MANY or TOO_LARGE
     */
    public BundleFile signed(SigningKey key, Instant now) {
        return with(ImageSigner.sign(this, manifest().name(), key, SignatureFormat.BUNDLE, now));
    }

    private BundleFile with(SignatureArtifact signature) {
        BundleBlobs more = new BundleBlobs(blobs);
        signature.blobs().forEach(blob -> more.add(blob.descriptor().mediaType(), blob.content()));
        Set<Digest> all =
                new HashSet<>(attached.stream().map(ImageManifest::digest).toList());
        all.add(more.addManifest(signature.manifest().content()).digest());
        return new BundleFile(more, manifest.digest(), all);
    }

    private static byte[] artifact(Descriptor config, Descriptor parts) {
        return LayoutJson.artifact(
                ARTIFACT_TYPE,
                Descriptor.of(MANIFEST_TYPE, config.digest(), config.size()),
                List.of(Descriptor.of(PARTS_TYPE, parts.digest(), parts.size())));
    }

    static ImageManifest parse(byte[] manifest, String on) {
        try {
            return READER.manifest(manifest);
        } catch (ImmureException e) {
            throw BundleFault.LAYOUT.refuse(on, "a manifest in it: " + e.fault().why());
        }
    }

    private ImageManifest ownManifest(Digest digest) {
        ImageManifest read = parse(blobs.get(digest), on);
        if (!read.type().equals(ARTIFACT_TYPE)) {
            throw BundleFault.LAYOUT.refuse(on, "it is a " + read.type() + ", and no policy bundle");
        }
        if (read.layers().size() != 1
                || !Arrays.equals(
                        blobs.get(digest), artifact(read.config(), read.layers().getFirst()))) {
            throw BundleFault.LAYOUT.refuse(on, "its OCI manifest " + digest + " is not in the form of policy bundles");
        }
        return read;
    }

    private ImageManifest attachment(Digest digest) {
        ImageManifest read = parse(blobs.get(digest), on);
        if (!isAttached(read, manifest.digest())) {
            throw BundleFault.EXTRA.refuse(on, "the manifest " + digest + " is not attached to the bundle");
        }
        return read;
    }

    static boolean isAttached(ImageManifest one, Digest subject) {
        return one.subject().map(Descriptor::digest).equals(Optional.of(subject));
    }

    /** What nothing refers to could be anything. */
    private void requireAllReferredTo() {
        Set<Digest> known = new HashSet<>();
        Stream.concat(Stream.of(manifest), attached.stream()).forEach(one -> {
            known.add(one.digest());
            Stream.concat(Stream.of(one.config()), one.layers().stream()).forEach(blob -> {
                blobs.get(blob);
                known.add(blob.digest());
            });
        });
        for (Digest digest : blobs.digests()) {
            if (!known.contains(digest)) {
                throw BundleFault.EXTRA.refuse(on, "nothing refers to the blob " + digest);
            }
        }
    }

    /** What is to be in the index: the bundle, and after it what is attached to it, by digest. */
    List<Descriptor> entries() {
        BundleManifest said = content.manifest();
        Descriptor own = new Descriptor(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                Map.of(RefName.ANNOTATION, said.name() + ":" + said.version()),
                Optional.empty(),
                Optional.of(ARTIFACT_TYPE));
        return Stream.concat(Stream.of(own), attached.stream().map(ImageManifest::listed))
                .toList();
    }

    BundleBlobs blobs() {
        return blobs;
    }

    BundleContent content() {
        return content;
    }

    /** What it says of itself. */
    public BundleManifest manifest() {
        return content.manifest();
    }

    /** What is signed: the digest of its OCI manifest. Signatures do not change it. */
    public Digest digest() {
        return manifest.digest();
    }

    /** How many manifests are attached; whether they are signatures that count tells the verifier. */
    public int attachments() {
        return attached.size();
    }

    /** Its tests, by their names below {@code tests/}: copies. */
    SortedMap<String, byte[]> tests() {
        SortedMap<String, byte[]> tests = new TreeMap<>();
        content.parts(PartName::isTest)
                .forEach((name, bytes) -> tests.put(name.substring(PartName.TESTS.length()), bytes));
        return tests;
    }

    /** For people: where it was read from. */
    public String place() {
        return on;
    }

    @Override
    public ResolvedImage image() {
        return new ResolvedImage(
                on,
                Optional.of(manifest().name()),
                Optional.of(String.valueOf(manifest().version())),
                manifest,
                Optional.empty(),
                Optional.empty());
    }

    /** A bundle has none: signatures refer to it. */
    @Override
    public Optional<Descriptor> tagged(String tag) {
        return Optional.empty();
    }

    @Override
    public byte[] read(Descriptor blob, int limit) {
        byte[] bytes = blobs.get(blob);
        if (bytes.length > limit) {
            throw BundleFault.TOO_LARGE.refuse(on, blob.digest() + " has more than " + limit + " bytes");
        }
        return bytes.clone();
    }

    @Override
    public InputStream open(Descriptor blob) {
        return new ByteArrayInputStream(blobs.get(blob));
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return subject.equals(manifest.digest())
                ? attached.stream().map(ImageManifest::listed).toList()
                : List.of();
    }

    @Override
    public List<byte[]> looseSignatures() {
        return List.of();
    }

    /** Nothing is open: it is in memory. */
    @Override
    public void close() {}
}
