package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies what is attached to an image into a stage: cosign's tags, manifests that name the image as their subject, what
 * is attached to those in turn, and loose signatures. Copied, not judged: that is the verifier's part.
 */
final class AttachmentImporter {
    /** cosign's signatures, attestations and bills of materials. */
    private static final List<String> TAGS = List.of("sig", "att", "sbom");

    private final Stage stage;
    private final ImageSource source;
    private final Limits limits;
    private final BlobCopier copier;
    private final ManifestReader reader;
    private final Map<ImageName, Descriptor> names = new LinkedHashMap<>();
    private final Set<Digest> seen = new HashSet<>();
    private int referrers;

    AttachmentImporter(Stage stage, ImageSource source, Limits limits, BlobCopier copier) {
        this.stage = stage;
        this.source = source;
        this.limits = limits;
        this.copier = copier;
        this.reader = new ManifestReader(limits);
    }

    /**
     * What is to be named how.
     *
     * @param named what the image's name leads to: its manifest, or its index
     * @param subjects the image's manifest, and its index
     */
    Map<ImageName, Descriptor> take(ImageName name, Descriptor named, List<Descriptor> subjects) {
        subjects.forEach(subject -> takeTags(name, subject));
        Deque<Descriptor> open = new ArrayDeque<>(subjects);
        while (!open.isEmpty()) {
            Descriptor subject = open.remove();
            if (seen.add(subject.digest())) {
                open.addAll(takeReferrers(name, subject));
            }
        }
        new LooseSignatures(limits)
                .write(named, source.looseSignatures(), stage)
                .ifPresent(manifest -> names.put(name.withTag(LooseSignatures.tag(named.digest())), manifest));
        return names;
    }

    private void takeTags(ImageName name, Descriptor subject) {
        for (String suffix : TAGS) {
            String tag = RefName.attachment(subject.digest(), suffix);
            source.tagged(tag).ifPresent(attached -> {
                takeBlobs(reader.manifest(copier.document(attached)));
                names.put(name.withTag(tag), Descriptor.of(attached.mediaType(), attached.digest(), attached.size()));
            });
        }
    }

    /** In the store they are listed under distribution-spec's fallback tag, by what they say of themselves. */
    private Collection<Descriptor> takeReferrers(ImageName name, Descriptor subject) {
        List<Descriptor> taken = new ArrayList<>();
        for (Descriptor one : source.referrers(subject.digest())) {
            referrers++;
            limits.check(Limit.REFERRERS, referrers, "cannot import what is attached to", subject.digest());
            if (MediaTypes.isManifest(one.mediaType())) {
                takeReferrer(one, subject).ifPresent(manifest -> taken.add(manifest.listed()));
            }
        }
        if (!taken.isEmpty()) {
            byte[] index = LayoutJson.index(taken);
            limits.check(Limit.MANIFEST_BYTES, index.length, "cannot import what is attached to", subject.digest());
            stage.addBlob(index);
            names.put(
                    name.withTag(RefName.referrers(subject.digest())),
                    Descriptor.of(MediaTypes.OCI_INDEX, Digest.of(index), index.length));
        }
        return taken;
    }

    /** One that is attached to something else is left where it is: whoever listed it here lied. */
    private Optional<ImageManifest> takeReferrer(Descriptor listed, Descriptor subject) {
        ImageManifest manifest = reader.manifest(source.read(listed, limits.getInt(Limit.MANIFEST_BYTES)));
        if (!manifest.subject().map(Descriptor::digest).equals(Optional.of(subject.digest()))) {
            return Optional.empty();
        }
        copier.document(listed);
        takeBlobs(manifest);
        return Optional.of(manifest);
    }

    private void takeBlobs(ImageManifest manifest) {
        copier.attachment(manifest.config());
        manifest.layers().forEach(copier::attachment);
    }
}
