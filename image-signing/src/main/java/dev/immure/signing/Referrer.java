package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import java.util.Objects;

/**
 * A manifest that says of itself that it is attached to an image (image-spec, manifest.md, "subject"). Whoever lists it
 * may lie, so nothing of the list is believed.
 *
 * @param listed as the place lists it
 * @param subject the image or index that it must be attached to
 */
record Referrer(ImageSource source, Descriptor listed, Digest subject) {
    private static final int MAX_MANIFEST = 64 << 10;
    private static final Limits LIMITS =
            Limits.DEFAULT.with(Limit.MANIFEST_BYTES, MAX_MANIFEST).with(Limit.LAYERS, 1);

    Referrer {
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(listed, "listed is null");
        Objects.requireNonNull(subject, "subject is null");
    }

    /**
     * Reads the manifest, and finds the one blob that it carries.
     *
     * @throws dev.immure.core.ImmureException when it is attached to something else, or has not one blob of its type
     */
    ImageManifest read(CheckLog checks) {
        String on = listed.digest().toString();
        ImageManifest manifest = checks.step("referrer-manifest", on, listed.size() + " bytes", this::parse);
        checks.step(
                "referrer-subject",
                manifest.subject().map(found -> found.digest().toString()).orElse("nothing"),
                subject.toString(),
                () -> requireSubject(manifest));
        checks.step("referrer-blob", on, "one blob of " + manifest.type(), () -> requireBlob(manifest));
        return manifest;
    }

    private ImageManifest parse() {
        if (listed.size() > MAX_MANIFEST) {
            throw Rejections.of(
                    SigningFault.LIMIT,
                    listed.digest().toString(),
                    "the manifest that attaches it has " + listed.size() + " bytes, more than " + MAX_MANIFEST);
        }
        return new ManifestReader(LIMITS).manifest(source.read(listed, MAX_MANIFEST));
    }

    private ImageManifest requireSubject(ImageManifest manifest) {
        if (manifest.subject().filter(found -> found.digest().equals(subject)).isEmpty()) {
            throw Rejections.of(
                    SigningFault.WRONG_DIGEST,
                    listed.digest().toString(),
                    "it is listed as attached to " + subject + ", and its manifest says "
                            + manifest.subject()
                                    .map(found -> found.digest().toString())
                                    .orElse("nothing of that"));
        }
        return manifest;
    }

    private ImageManifest requireBlob(ImageManifest manifest) {
        if (manifest.layers().size() != 1) {
            throw Rejections.of(
                    SigningFault.MANIFEST,
                    listed.digest().toString(),
                    "it carries " + manifest.layers().size() + " blobs, and a signature is one");
        }
        return manifest;
    }
}
