package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.cosign.SimpleSigningPayload;
import dev.immure.signing.internal.sigstore.CosignVerifier;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** A layer of cosign's signature manifest: the blob is the statement, an annotation of the layer the signature. */
final class CosignSignature implements Attached {
    /** Base64 writes four characters for each three bytes begun. */
    private static final int MAX_TEXT = 4 * ((CosignFormat.MAX_SIGNATURE + 2) / 3);

    private final Descriptor layer;
    private final Supplier<byte[]> content;
    private final Digest manifest;
    private final Digest subject;
    private byte[] signature = {};
    private byte[] payload = {};

    /**
     * @param content reads the layer's blob, checked
     * @param manifest of the signature manifest that names the layer
     * @param subject the image or index that the signature manifest is attached to
     */
    CosignSignature(Descriptor layer, Supplier<byte[]> content, Digest manifest, Digest subject) {
        this.layer = layer;
        this.content = content;
        this.manifest = manifest;
        this.subject = subject;
    }

    @Override
    public Digest blob() {
        return layer.digest();
    }

    @Override
    public Digest manifest() {
        return manifest;
    }

    @Override
    public Digest subject() {
        return subject;
    }

    @Override
    public Claim claim(CheckLog checks) {
        String on = blob().toString();
        checks.step("layer-type", layer.mediaType(), CosignFormat.PAYLOAD_TYPE, this::requireType);
        signature = checks.step("signature-encoding", on, "base64", this::decode);
        payload = checks.step("payload-blob", on, layer.size() + " bytes", this::read);
        SimpleSigningPayload statement =
                checks.step("payload-format", on, "simple signing", () -> SimpleSigningPayload.parse(payload, on));
        checks.step("payload-type", statement.type(), SimpleSigningPayload.TYPE, () -> requireType(statement));
        return new Claim(blob(), statement.image(), Optional.of(statement.reference()), Optional.empty());
    }

    @Override
    public long size() {
        return payload.length;
    }

    @Override
    public boolean isFor(Authority authority) {
        return switch (authority) {
            case TrustedKey ignored -> true;
            case KeylessAuthority ignored -> true;
            case NotationAuthority ignored -> false;
            case OpenPgpAuthority ignored -> false;
        };
    }

    @Override
    public Proof prove(Authority authority, VerificationTime time, CheckLog checks) {
        return switch (authority) {
            case TrustedKey key -> prove(key, time, checks);
            case KeylessAuthority keyless -> sigstore(keyless, keyless.trust(), time, checks);
            case NotationAuthority other -> throw Rejections.notFor(other);
            case OpenPgpAuthority other -> throw Rejections.notFor(other);
        };
    }

    /** Without a trusted root there is nobody to believe about log entries and timestamps: the key alone counts. */
    private Proof prove(TrustedKey key, VerificationTime time, CheckLog checks) {
        return key.hasRoot()
                ? sigstore(key, key.sigstore(), time, checks)
                : KeyProof.of(key, payload, signature, blob().toString(), time, checks);
    }

    private Proof sigstore(Authority authority, SigstoreTrust trust, VerificationTime time, CheckLog checks) {
        CosignVerifier verifier = new CosignVerifier(trust, time.given(), time.asClock());
        return SigstoreProof.of(
                authority, verifier.verifyPayload(payload, signature, layer.annotations(), blob().toString(), checks));
    }

    private Descriptor requireType() {
        if (!layer.mediaType().equals(CosignFormat.PAYLOAD_TYPE)) {
            throw Rejections.of(
                    SigningFault.WRONG_TYPE,
                    blob().toString(),
                    "the attached blob is a " + layer.mediaType() + ", not a signed statement");
        }
        return layer;
    }

    private byte[] decode() {
        String on = blob().toString();
        String text = Optional.ofNullable(layer.annotations().get(CosignFormat.SIGNATURE_ANNOTATION))
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> Rejections.of(SigningFault.ENCODING, on, "it comes without a signature"));
        if (text.length() > MAX_TEXT) {
            throw Rejections.of(
                    SigningFault.LIMIT, on, "the signature is larger than " + CosignFormat.MAX_SIGNATURE + " bytes");
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            // The JDK's decoder takes missing padding and stray low bits; one signature has one text.
            if (Base64.getEncoder().encodeToString(decoded).equals(text)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // said below, in one sentence for both
        }
        throw Rejections.of(SigningFault.ENCODING, on, "the signature is not strict base64");
    }

    private byte[] read() {
        if (layer.size() > CosignFormat.MAX_PAYLOAD) {
            throw Rejections.of(
                    SigningFault.LIMIT,
                    blob().toString(),
                    "the statement has " + layer.size() + " bytes, more than " + CosignFormat.MAX_PAYLOAD);
        }
        return content.get();
    }

    private SimpleSigningPayload requireType(SimpleSigningPayload statement) {
        if (!statement.type().equals(SimpleSigningPayload.TYPE)) {
            throw Rejections.of(
                    SigningFault.WRONG_TYPE,
                    blob().toString(),
                    "the statement is a \"" + statement.type() + "\", not a \"" + SimpleSigningPayload.TYPE + "\"");
        }
        return statement;
    }
}
