package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.Artifact;
import dev.immure.signing.internal.sigstore.BundleVerifier;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import dev.immure.signing.internal.sigstore.bundle.Bundle;
import dev.immure.signing.internal.sigstore.bundle.BundleContent;
import dev.immure.signing.internal.sigstore.bundle.BundleReader;
import dev.immure.signing.internal.sigstore.bundle.BundleVersion;
import java.util.Optional;

/** A sigstore bundle that refers to the image: a signed in-toto statement with all evidence beside it. */
final class BundleAttached implements Attached {
    private final ImageSource source;
    private final Referrer referrer;
    private Optional<Bundle> bundle = Optional.empty();
    private long size;

    BundleAttached(ImageSource source, Referrer referrer) {
        this.source = source;
        this.referrer = referrer;
    }

    /** Whether something listed with this type may be one. */
    static boolean isType(String type) {
        return BundleVersion.of(type).isPresent();
    }

    @Override
    public Digest blob() {
        return referrer.listed().digest();
    }

    @Override
    public Digest manifest() {
        return referrer.listed().digest();
    }

    @Override
    public Digest subject() {
        return referrer.subject();
    }

    @Override
    public Claim claim(CheckLog checks) {
        String on = blob().toString();
        Descriptor layer = referrer.read(checks).layers().getFirst();
        checks.step("layer-type", layer.mediaType(), "sigstore bundle", () -> requireType(layer));
        byte[] json = checks.step("payload-blob", on, layer.size() + " bytes", () -> read(layer));
        size = json.length;
        Bundle read = checks.step("bundle-format", on, json.length + " bytes", () -> BundleReader.read(json, on));
        bundle = Optional.of(read);
        Envelope envelope = checks.step("bundle-content", on, "a signed envelope", () -> envelope(read));
        byte[] payload =
                checks.step("payload-type", envelope.payloadType(), Envelope.IN_TOTO, () -> envelope.statement(on));
        Statement statement = checks.step("payload-format", on, "in-toto", () -> Statement.parse(payload, on));
        return Claim.of(Digest.of(payload), subject(), statement);
    }

    @Override
    public long size() {
        return size;
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
        SigstoreTrust trust = switch (authority) {
            case TrustedKey key -> key.sigstore();
            case KeylessAuthority keyless -> keyless.trust();
            case NotationAuthority other -> throw Rejections.notFor(other);
            case OpenPgpAuthority other -> throw Rejections.notFor(other);
        };
        BundleVerifier verifier = new BundleVerifier(trust, time.given(), time.asClock());
        return SigstoreProof.of(
                authority, verifier.verify(bundle.orElseThrow(), blob().toString(), Artifact.of(subject()), checks));
    }

    private Descriptor requireType(Descriptor layer) {
        if (!isType(layer.mediaType())) {
            throw Rejections.of(
                    SigningFault.WRONG_TYPE,
                    blob().toString(),
                    "the attached blob is a " + layer.mediaType() + ", not a sigstore bundle");
        }
        return layer;
    }

    private byte[] read(Descriptor layer) {
        if (layer.size() > Bundle.MAX_BYTES) {
            throw Rejections.of(
                    SigningFault.LIMIT,
                    blob().toString(),
                    "the bundle has " + layer.size() + " bytes, more than " + Bundle.MAX_BYTES);
        }
        return source.read(layer, Bundle.MAX_BYTES);
    }

    private Envelope envelope(Bundle read) {
        return switch (read.content()) {
            case BundleContent.DsseEnvelope dsse -> dsse.envelope();
            case BundleContent.MessageSignature message ->
                throw Rejections.of(
                        SigningFault.WRONG_TYPE,
                        blob().toString(),
                        "the bundle signs bare bytes, and an image is signed by a statement about it");
        };
    }
}
