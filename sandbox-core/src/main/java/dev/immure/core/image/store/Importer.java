package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.RefName;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.layer.BlobStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copies one image, and what is attached to it, into a stage of the store. */
final class Importer {
    /** cosign's signatures, attestations and bills of materials. */
    private static final List<String> ATTACHMENTS = List.of("sig", "att", "sbom");

    private final StoreDirectory store;
    private final Stage stage;
    private final ImageSource source;
    private final Limits limits;
    private final Map<ImageName, Descriptor> names = new LinkedHashMap<>();

    Importer(StoreDirectory store, Stage stage, ImageSource source, Limits limits) {
        this.store = store;
        this.stage = stage;
        this.source = source;
        this.limits = limits;
    }

    /** What is to be named how, once the stage is committed. */
    Map<ImageName, Descriptor> take(ImageName name) {
        ResolvedImage image = source.image();
        ImageManifest manifest = image.manifest();
        Descriptor top = Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size());
        takeDocument(top);
        takeDocument(manifest.config());
        LayerWork work = new LayerWork(store, stage, source, limits);
        for (int i = 0; i < manifest.layers().size(); i++) {
            work.takeWithBlob(manifest.layers().get(i), image.config().diffIds().get(i));
        }
        takeAttachments(name, top);
        image.index().ifPresent(index -> {
            takeDocument(index);
            takeAttachments(name, index);
        });
        Descriptor named = image.index().orElse(top);
        names.put(name, Descriptor.of(named.mediaType(), named.digest(), named.size()));
        return names;
    }

    private void takeAttachments(ImageName name, Descriptor subject) {
        for (String suffix : ATTACHMENTS) {
            String tag = RefName.attachment(subject.digest(), suffix);
            Optional<Descriptor> found = source.tagged(tag);
            found.ifPresent(attachment -> takeAttachment(name.withTag(tag), attachment));
        }
    }

    /** Signatures are copied, not judged: that is the verifier's part. */
    private void takeAttachment(ImageName name, Descriptor attachment) {
        byte[] bytes = takeDocument(attachment);
        ImageManifest manifest = new ManifestReader(limits).manifest(bytes);
        takeBlob(manifest.config());
        manifest.layers().forEach(this::takeBlob);
        names.put(name, Descriptor.of(attachment.mediaType(), attachment.digest(), attachment.size()));
    }

    private byte[] takeDocument(Descriptor document) {
        byte[] bytes = source.read(document, limits.getInt(Limit.MANIFEST_BYTES));
        if (!has(document)) {
            stage.addBlob(bytes);
        }
        return bytes;
    }

    private void takeBlob(Descriptor blob) {
        limits.check(Limit.ATTACHMENT_BYTES, blob.size(), "cannot import the attachment", blob.digest());
        if (has(blob)) {
            return;
        }
        Stage.NewBlob copy = stage.newBlob();
        try (copy;
                BlobStream stream = new BlobStream(source.open(blob), blob, copy.out())) {
            stream.transferTo(OutputStream.nullOutputStream());
            stream.verify();
        } catch (IOException e) {
            throw store.failed("cannot copy the blob " + blob.digest() + " into", e);
        }
        copy.accept(blob.digest());
    }

    private boolean has(Descriptor blob) {
        return stage.hasBlob(blob.digest())
                || store.has(store.blobs(), blob.digest().hex());
    }
}
