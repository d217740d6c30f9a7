package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.cosign.SignatureManifest;
import dev.immure.signing.internal.cosign.SimpleSigningPayload;
import dev.immure.signing.internal.name.SignedReference;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs images in cosign's format, so that `cosign verify --key` and openssl accept what it writes. Pure: returns bytes,
 * stores nothing.
 */
public final class ImageSigner {
    private static final SignatureManifest NONE = new SignatureManifest(List.of(), Map.of());

    private ImageSigner() {}

    /**
     * Signs the image that the source was opened for. Signatures that are attached already are kept; signing twice with
     * one key under one name changes nothing.
     *
     * @param name the repository that the image is to be known by, also with a tag; it is what verifiers compare
     * @throws ImmureException with REFERENCE when the name is no reference, MANIFEST or LIMIT when what is attached
     *     cannot be added to
     */
    public static SignatureArtifact sign(ImageSource source, String name, SigningKey key) {
        Digest image = source.image().digest();
        SignatureManifest attached = source.tagged(CosignFormat.tag(image))
                .map(found -> SignatureManifest.parse(
                        source.read(found, CosignFormat.MAX_MANIFEST),
                        found.digest().toString()))
                .orElse(NONE);
        return sign(image, attached, name, key);
    }

    /** The first signature of an image. */
    public static SignatureArtifact sign(Digest image, String name, SigningKey key) {
        return sign(image, NONE, name, key);
    }

    private static SignatureArtifact sign(Digest image, SignatureManifest attached, String name, SigningKey key) {
        byte[] payload = new SimpleSigningPayload(SimpleSigningPayload.TYPE, reference(name, image), image).encode();
        SignatureManifest manifest = attached.with(layer(payload, key.sign(payload)));
        if (manifest.layers().size() > CosignFormat.MAX_SIGNATURES) {
            throw full(image);
        }
        byte[] config = manifest.config();
        return new SignatureArtifact(
                CosignFormat.tag(image),
                blob(CosignFormat.MANIFEST_TYPE, manifest.encode()),
                List.of(blob(CosignFormat.PAYLOAD_TYPE, payload), blob(CosignFormat.CONFIG_TYPE, config)));
    }

    private static Descriptor layer(byte[] payload, byte[] signature) {
        String text = Base64.getEncoder().encodeToString(signature);
        return new Descriptor(
                CosignFormat.PAYLOAD_TYPE,
                Digest.of(payload),
                payload.length,
                Map.of(CosignFormat.SIGNATURE_ANNOTATION, text),
                Optional.empty(),
                Optional.empty());
    }

    private static SignatureArtifact.Blob blob(String mediaType, byte[] content) {
        return new SignatureArtifact.Blob(Descriptor.of(mediaType, Digest.of(content), content.length), content);
    }

    private static SignedReference reference(String name, Digest image) {
        return SignedReference.parse(name)
                .filter(reference ->
                        reference.digest().filter(other -> !other.equals(image)).isEmpty())
                .orElseThrow(() -> new ImmureException(new Fault(
                        SigningFault.REFERENCE,
                        "cannot sign image as",
                        name,
                        "it is not the name of a repository",
                        "Give a name such as registry.example/team/app, in lower case")));
    }

    private static ImmureException full(Digest image) {
        return new ImmureException(new Fault(
                SigningFault.LIMIT,
                "cannot sign image",
                image.toString(),
                "it has " + CosignFormat.MAX_SIGNATURES + " signatures already",
                "Remove signatures that do not count"));
    }
}
