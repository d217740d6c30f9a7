package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.cosign.SignatureManifest;
import java.util.List;
import java.util.Map;

/** The manifests under cosign's tags: each new signature or attestation is one more layer of the one that is there. */
final class CosignManifests {
    static final SignatureManifest NONE = new SignatureManifest(List.of(), Map.of());

    private CosignManifests() {}

    /**
     * @param content of the layer's blob
     * @throws ImmureException with MANIFEST or LIMIT when what is attached cannot be added to
     */
    static SignatureArtifact add(ImageSource source, String tag, Descriptor layer, byte[] content) {
        SignatureManifest attached = source.tagged(tag)
                .map(found -> SignatureManifest.parse(
                        source.read(found, CosignFormat.MAX_MANIFEST),
                        found.digest().toString()))
                .orElse(NONE);
        return add(attached, tag, layer, content);
    }

    static SignatureArtifact add(SignatureManifest attached, String tag, Descriptor layer, byte[] content) {
        SignatureManifest manifest = attached.with(layer);
        if (manifest.layers().size() > CosignFormat.MAX_SIGNATURES) {
            throw new ImmureException(new Fault(
                    SigningFault.LIMIT,
                    "cannot add to",
                    tag,
                    "it has " + CosignFormat.MAX_SIGNATURES + " signatures already",
                    "Remove signatures that do not count"));
        }
        byte[] config = manifest.config();
        return new SignatureArtifact(
                new SignatureArtifact.Place.Tag(tag),
                new SignatureArtifact.Blob(CosignFormat.MANIFEST_TYPE, manifest.encode()),
                List.of(
                        new SignatureArtifact.Blob(layer.mediaType(), content),
                        new SignatureArtifact.Blob(CosignFormat.CONFIG_TYPE, config)));
    }
}
