package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.dsse.AttestationFaults;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.Artifact;
import dev.immure.signing.internal.sigstore.CosignVerifier;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import java.util.List;

/** A layer of cosign's manifest of attestations ({@code sha256-<hex>.att}): the blob is a signed envelope. */
final class CosignAttestation implements Attached {

    private final ImageSource source;
    private final Descriptor layer;
    private final Digest manifest;
    private final Digest subject;
    private byte[] bytes = {};
    private Envelope envelope = new Envelope(new byte[0], "", List.of());

    /**
     * @param manifest of the manifest that names the layer
     * @param subject the image or index that the manifest is attached to
     */
    CosignAttestation(ImageSource source, Descriptor layer, Digest manifest, Digest subject) {
        this.source = source;
        this.layer = layer;
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
        checks.step("layer-type", layer.mediaType(), CosignFormat.ENVELOPE_TYPE, this::requireType);
        bytes = checks.step("payload-blob", on, layer.size() + " bytes", this::read);
        envelope = checks.step("envelope-format", on, "DSSE", () -> Envelope.parse(bytes, on));
        checks.step("envelope-signatures", on, "one signature", () -> envelope.signature(on));
        byte[] payload =
                checks.step("payload-type", envelope.payloadType(), Envelope.IN_TOTO, () -> envelope.statement(on));
        Statement statement = checks.step("payload-format", on, "in-toto", () -> Statement.parse(payload, on));
        return Claim.of(Digest.of(payload), subject, statement);
    }

    @Override
    public long size() {
        return layer.size();
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

    private Proof prove(TrustedKey key, VerificationTime time, CheckLog checks) {
        String on = blob().toString();
        return key.hasRoot()
                ? sigstore(key, key.sigstore(), time, checks)
                : KeyProof.of(key, envelope.encoded(), envelope.signature(on).signature(), on, time, checks);
    }

    private Proof sigstore(Authority authority, SigstoreTrust trust, VerificationTime time, CheckLog checks) {
        CosignVerifier verifier = new CosignVerifier(trust, time.given(), time.asClock());
        return SigstoreProof.of(
                authority,
                verifier.verifyEnvelope(bytes, Artifact.of(subject), layer.annotations(), blob().toString(), checks));
    }

    private Descriptor requireType() {
        if (!layer.mediaType().equals(CosignFormat.ENVELOPE_TYPE)) {
            throw Rejections.of(
                    SigningFault.WRONG_TYPE,
                    blob().toString(),
                    "the attached blob is a " + layer.mediaType() + ", not a signed envelope");
        }
        return layer;
    }

    private byte[] read() {
        if (layer.size() > Envelope.MAX_BYTES) {
            throw AttestationFaults.of(
                    AttestationFault.LIMIT,
                    "cannot read signed envelope",
                    blob().toString(),
                    "it has " + layer.size() + " bytes, more than " + Envelope.MAX_BYTES);
        }
        return source.read(layer, Envelope.MAX_BYTES);
    }
}
