package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.notation.NotationAccepted;
import dev.immure.signing.internal.notation.NotationEnvelope;
import dev.immure.signing.internal.notation.NotationManifest;
import dev.immure.signing.internal.notation.NotationVerifier;
import dev.immure.signing.internal.notation.Validation;
import dev.immure.signing.internal.x509.Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A signature of the Notary project that refers to the image. */
final class NotationAttached implements Attached {
    private final ImageSource source;
    private final Referrer referrer;
    private final Descriptor artifact;
    private Optional<NotationEnvelope> envelope = Optional.empty();
    private long size;

    /** @param artifact the image or index that it must be about */
    NotationAttached(ImageSource source, Referrer referrer, Descriptor artifact) {
        this.source = source;
        this.referrer = referrer;
        this.artifact = artifact;
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
        return artifact.digest();
    }

    @Override
    public Claim claim(CheckLog checks) {
        String on = blob().toString();
        referrer.read(checks);
        NotationManifest manifest = checks.step(
                "notation-manifest",
                on,
                NotationManifest.TYPE,
                () -> NotationManifest.parse(
                        source.read(referrer.listed(), (int) referrer.listed().size()), on));
        byte[] bytes = checks.step(
                "payload-blob",
                on,
                manifest.envelope().size() + " bytes",
                () -> source.read(manifest.envelope(), NotationEnvelope.MAX_BYTES));
        size = bytes.length;
        NotationEnvelope read = checks.step(
                "envelope-format",
                on,
                manifest.format().mediaType(),
                () -> NotationEnvelope.parse(bytes, manifest.format()));
        checks.step("envelope-certificates", on, "thumbprints of the manifest", () -> {
            manifest.requireChain(read);
            return read;
        });
        envelope = Optional.of(read);
        return new Claim(read.payloadDigest(), read.target().digest(), Optional.empty(), Optional.empty());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isFor(Authority authority) {
        return authority instanceof NotationAuthority;
    }

    @Override
    public Proof prove(Authority authority, VerificationTime time, CheckLog checks) {
        return switch (authority) {
            case NotationAuthority notation -> prove(notation, time, checks);
            case TrustedKey other -> throw Rejections.notFor(other);
            case KeylessAuthority other -> throw Rejections.notFor(other);
            case OpenPgpAuthority other -> throw Rejections.notFor(other);
        };
    }

    private Proof prove(NotationAuthority authority, VerificationTime time, CheckLog checks) {
        NotationAccepted found =
                NotationVerifier.verify(envelope.orElseThrow(), artifact, authority.trust(), time.current(), checks);
        // The level "audit" shows what would fail; that anybody at all may have signed is no signer to count.
        checks.step("signer-known", found.signer().name(), authority.name(), () -> requireKnown(found));
        Certificate signer = found.signer();
        return new Proof(
                new SignerIdentity(
                        authority.name(),
                        signer.key().fingerprint(),
                        SignerIdentity.NOTATION,
                        signer.subject(),
                        signer.issuer()),
                vouching(found).map(one -> one.key().fingerprint()).collect(Collectors.toSet()),
                vouching(found).map(Certificate::fingerprint).collect(Collectors.toSet()),
                Set.of("key " + signer.key().fingerprint(), "certificate " + found.identity()),
                found.algorithm().toString(),
                found.time());
    }

    /** For the signer, and for the moment. */
    private static Stream<Certificate> vouching(NotationAccepted found) {
        return Stream.concat(found.certificates().stream(), found.stampers().stream());
    }

    private NotationAccepted requireKnown(NotationAccepted found) {
        if (found.failed().contains(Validation.AUTHENTICITY)) {
            throw Rejections.of(
                    SigningFault.KEY_NOT_TRUSTED,
                    blob().toString(),
                    "its signer is none whom the authority trusts, which its level only logs: it is no signer to count");
        }
        return found;
    }
}
