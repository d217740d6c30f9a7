package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import dev.immure.core.image.pack.PackNote;
import dev.immure.core.image.pack.PackOptions;
import dev.immure.core.internal.kernel.FileVerity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The local images: blobs by digest, layers unpacked once per diff_id, and names. On disk it is an OCI image layout, so
 * other tools can read it ({@code skopeo copy oci:STORE:NAME:TAG …}). Several threads and processes may use one store.
 */
public final class ContentStore implements AutoCloseable {
    private final StoreDirectory directory;
    private final Limits limits;
    private final TreeVerification verification;
    private final NameIndex names;

    private ContentStore(StoreDirectory directory, Limits limits, TreeVerification verification) {
        this.directory = directory;
        this.limits = limits;
        this.verification = verification;
        this.names = new NameIndex(directory, limits);
    }

    /**
     * Opens the store, making it where it is missing.
     *
     * @param root belongs to the user who runs Immure, and is closed to others
     */
    public static ContentStore open(Path root) {
        return open(root, Limits.DEFAULT);
    }

    public static ContentStore open(Path root, Limits limits) {
        return open(root, limits, TreeVerification.STAT);
    }

    /** @param verification of the trees that {@link #unpack} gives out */
    public static ContentStore open(Path root, Limits limits, TreeVerification verification) {
        return open(root, limits, verification, FileVerity.ofKernel());
    }

    static ContentStore open(Path root, Limits limits, TreeVerification verification, FileVerity verity) {
        ContentStore store = new ContentStore(StoreDirectory.open(root, verity), limits, verification);
        store.names.create();
        return store;
    }

    public Limits limits() {
        return limits;
    }

    /**
     * Copies an image and its attached signatures, and unpacks its layers on the way: every size, digest and diff_id is
     * checked, and nothing is kept when one of them is wrong.
     *
     * @param name the tag is {@code latest} when it has none
     */
    public StoredImage importImage(ImageSource source, ImageName name) {
        ImageName tagged = requireImageTag(name);
        return directory.sharing(() -> {
            try (Stage stage = new Stage(directory)) {
                Map<ImageName, Descriptor> found = new Importer(directory, stage, source, limits).take(tagged);
                stage.commit();
                names.tag(found);
            }
            return find(tagged);
        });
    }

    /**
     * Makes an image of a root file system: one layer, the same bytes for the same files and options.
     *
     * @throws dev.immure.core.ImmureException {@link ImageFault#PACK} for a file that cannot be in an image
     */
    public PackedImage pack(Path rootfs, ImageName name, PackOptions options) {
        ImageName tagged = requireImageTag(name);
        return directory.sharing(() -> {
            List<PackNote> notes = new ArrayList<>();
            try (Stage stage = new Stage(directory)) {
                Descriptor manifest = new Packer(stage, limits).pack(rootfs, options, notes);
                stage.commit();
                names.tag(Map.of(tagged, manifest));
            }
            return new PackedImage(find(tagged), notes);
        });
    }

    /**
     * The layers of an image as trees. Those that are there are reused; from a source outside the store each blob is
     * still hashed, so that a tampered copy of a known image is refused.
     *
     * @throws dev.immure.core.ImmureException {@link ImageFault#TREE_CHANGED} when a tree is not what was unpacked
     */
    public UnpackedImage unpack(ImageSource source) {
        return directory.sharing(() -> {
            List<Digest> diffIds = source.image().config().diffIds();
            try (Stage stage = new Stage(directory)) {
                takeLayers(source, diffIds, new LayerWork(directory, stage, source, limits));
                stage.commit();
            }
            return new LayerLeases(directory, verification).take(diffIds);
        });
    }

    /** What the names lead to, now. */
    public StoreNames names() {
        return names.state();
    }

    /** Opens an image by its name. */
    public ImageSource source(ImageReference.Stored reference) {
        return source(reference, reference.toString(), ImageReading.WHOLE);
    }

    /** The copy of an image that the user named otherwise, and that is called as he named it. */
    public ImageSource copyOf(ImageReference named, ImageReference.Stored copy) {
        return source(copy, named.toString(), ImageReading.WHOLE);
    }

    ImageSource source(ImageReference.Stored reference, ImageReading reading) {
        return source(reference, reference.toString(), reading);
    }

    private ImageSource source(ImageReference.Stored reference, String named, ImageReading reading) {
        LayoutIndex index = names.read();
        Descriptor entry = entry(index, reference);
        LayoutSource layout = LayoutSource.of(names.files(), index, entry, named, limits, reading);
        return new StoredSource(this, layout);
    }

    private Descriptor entry(LayoutIndex index, ImageReference.Stored reference) {
        return index.entries().stream()
                .filter(candidate -> isMeant(candidate, reference))
                .findFirst()
                .orElseThrow(() -> missing(reference));
    }

    /** All images in order of their names; attached signatures are not listed. */
    public List<StoredImage> list() {
        return names.read().entries().stream()
                .flatMap(entry -> NameIndex.nameOf(entry).map(name -> new StoredImage(name, entry)).stream())
                .filter(image -> !RefName.isAttachment(image.name().tagOrLatest()))
                .toList();
    }

    /** A blob of the caller's own making. Until something named leads to it, {@link #gc} may take it. */
    public Descriptor putBlob(String mediaType, byte[] content) {
        return directory.sharing(() -> {
            stageBlobs(List.of(content));
            return Descriptor.of(mediaType, Digest.of(content), content.length);
        });
    }

    /** A manifest, the blobs it names, and its tag, all at once: how signatures get in. */
    public Descriptor putManifest(ImageName repository, String tag, byte[] manifest, List<byte[]> blobs) {
        String mediaType = new ManifestReader(limits).manifest(manifest).mediaType();
        Descriptor descriptor = Descriptor.of(mediaType, Digest.of(manifest), manifest.length);
        return directory.sharing(() -> {
            stageBlobs(blobs);
            stageBlobs(List.of(manifest));
            names.tag(Map.of(repository.withTag(tag), descriptor));
            return descriptor;
        });
    }

    /**
     * A manifest that is attached to another by its {@code subject}, and the blobs it names. It is listed under
     * distribution-spec's fallback tag, after those that are there.
     *
     * @throws IllegalArgumentException when the manifest has no subject
     */
    public Descriptor putReferrer(ImageName repository, byte[] manifest, List<byte[]> blobs) {
        ImageManifest read = new ManifestReader(limits).manifest(manifest);
        Digest subject = read.subject()
                .map(Descriptor::digest)
                .orElseThrow(() -> new IllegalArgumentException("the manifest has no subject"));
        ImageName name = repository.withTag(RefName.referrers(subject));
        return directory.sharing(() -> {
            stageBlobs(blobs);
            stageBlobs(List.of(manifest));
            names.add(name, read.listed(), this::children, content -> stageBlobs(List.of(content)));
            return Descriptor.of(read.mediaType(), read.digest(), read.size());
        });
    }

    /**
     * A signature that is no manifest, after those that lie beside the image; the same one is kept once.
     *
     * @return the tag under which all of them are kept
     */
    public String putLooseSignature(ImageReference.Stored image, byte[] signature) {
        limits.check(Limit.LOOSE_SIGNATURE_BYTES, signature.length, "cannot add a signature to", image);
        List<byte[]> all = new ArrayList<>();
        Descriptor named = entry(names.read(), image);
        String tag = LooseSignatures.tag(named.digest());
        try (ImageSource source = source(image)) {
            all.addAll(source.looseSignatures());
        }
        if (all.stream().noneMatch(one -> Arrays.equals(one, signature))) {
            all.add(signature.clone());
        }
        limits.check(Limit.LOOSE_SIGNATURES, all.size(), "cannot add a signature to", image);
        return directory.sharing(() -> {
            try (Stage stage = new Stage(directory)) {
                Descriptor manifest =
                        new LooseSignatures(limits).write(named, all, stage).orElseThrow();
                stage.commit();
                names.tag(Map.of(image.name().withTag(tag), manifest));
            }
            return tag;
        });
    }

    /** Gives a tag of a repository to content that is in the store. */
    public StoredImage tag(ImageName repository, String tag, Descriptor descriptor) {
        return directory.sharing(() -> {
            if (!directory.has(directory.blobs(), descriptor.digest().hex())) {
                throw ImageFault.BLOB_MISSING.at("cannot tag", descriptor.digest(), "it is not in the store");
            }
            names.tag(Map.of(repository.withTag(tag), descriptor));
            return new StoredImage(repository.withTag(tag), descriptor);
        });
    }

    /** What a tag of a repository names, attached signatures included. */
    public Optional<Descriptor> tagged(ImageName repository, String tag) {
        return names.find(repository.withTag(tag));
    }

    /** Removes a name, and the signatures of an image that has no other name. Content stays until {@link #gc}. */
    public void remove(ImageName name) {
        StoredImage image = find(name);
        names.update(entries -> Names.without(entries, image, this::children));
    }

    /**
     * Reads again all that images lead to, and compares it with what was put in. Where a layer is whole but would not be
     * launched, since the file system shows it otherwise than before, that is set right.
     *
     * @param chosen images by name; all when it is empty
     */
    public StoreCheckReport check(List<ImageName> chosen, CheckDepth depth) {
        return directory.sharing(() -> {
            List<StoredImage> images = chosen.stream().map(this::find).toList();
            List<Descriptor> entries = Names.chosen(names.read().entries(), images, this::readableChildren);
            return new StoreCheck(directory, names.files(), limits, depth).check(entries);
        });
    }

    /** Unpacks anew the layers that a check found wrong, those that no sandbox uses and whose blobs are right. */
    public StoreCheckReport repair(StoreCheckReport report) {
        return directory.alone(() -> new StoreRepair(directory, names.files(), limits).repair(report));
    }

    /** Removes blobs and layers that no name leads to, and what processes that died have left. */
    public GcReport gc() {
        return directory.alone(() -> new Collector(directory, names.files(), limits).collect(names.read()));
    }

    @Override
    public void close() {
        directory.close();
    }

    private void takeLayers(ImageSource source, List<Digest> diffIds, LayerWork work) {
        List<Descriptor> layers = source.image().manifest().layers();
        boolean own = source instanceof StoredSource stored && stored.isOf(this);
        for (int i = 0; i < diffIds.size(); i++) {
            if (!own || !directory.has(directory.layers(), diffIds.get(i).hex())) {
                work.take(layers.get(i), diffIds.get(i));
            }
        }
    }

    private void stageBlobs(List<byte[]> contents) {
        try (Stage stage = new Stage(directory)) {
            contents.forEach(stage::addBlob);
            stage.commit();
        }
    }

    /** For a check, which is to name a damaged index rather than to end at it. */
    private List<Descriptor> readableChildren(Descriptor document) {
        try {
            return children(document);
        } catch (ImmureException e) {
            return List.of();
        }
    }

    /** The entries of an index that is in the store; none for everything else. */
    private List<Descriptor> children(Descriptor document) {
        boolean index = MediaTypes.isIndex(document.mediaType())
                && directory.has(directory.blobs(), document.digest().hex());
        return index
                ? new ManifestReader(limits)
                        .index(names.files().readBlob(document, limits.getInt(Limit.MANIFEST_BYTES)))
                : List.of();
    }

    private StoredImage find(ImageName name) {
        return names.find(name)
                .map(entry -> new StoredImage(name.withTag(name.tagOrLatest()), entry))
                .orElseThrow(() -> missing(new ImageReference.Stored(name, Optional.empty())));
    }

    private static boolean isMeant(Descriptor entry, ImageReference.Stored reference) {
        if (reference.digest().isEmpty()) {
            return NameIndex.isNamed(entry, reference.name());
        }
        boolean repository = NameIndex.nameOf(entry)
                .filter(name -> name.repository().equals(reference.name().repository()))
                .isPresent();
        return repository && entry.digest().equals(reference.digest().get());
    }

    private static ImageName requireImageTag(ImageName name) {
        if (RefName.isAttachment(name.tagOrLatest())) {
            throw ImageFault.NAME.at("cannot name the image", name, "tags of that form are for signatures");
        }
        return name.withTag(name.tagOrLatest());
    }

    private RuntimeException missing(ImageReference.Stored reference) {
        return ImageFault.NOT_FOUND.at("cannot find the image", reference, "it is not in " + directory.path());
    }
}
