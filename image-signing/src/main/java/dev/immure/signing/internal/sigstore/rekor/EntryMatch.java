package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import dev.immure.signing.internal.sigstore.wire.Hashes;
import java.util.Optional;

/**
 * Whether an entry is about this signature. A good entry about another one proves nothing: it was how a signature that no
 * log had seen was passed off as logged (CVE-2022-36056, CVE-2026-22703).
 */
final class EntryMatch {
    private final Signed signed;
    private final String on;

    EntryMatch(Signed signed, String on) {
        this.signed = signed;
        this.on = on;
    }

    /** @throws ImmureException with LOG_MISMATCH */
    void require(EntryBody body) {
        switch (body) {
            case EntryBody.OverHash entry -> {
                requireHash(entry.algorithm(), entry.hash(), signed.content().signedBytes(), "something else");
                requireSignature(entry.signature());
            }
            case EntryBody.OverPayload entry -> {
                requireHash(entry.algorithm(), entry.payloadHash(), envelope().payload(), "another payload");
                requireSignature(entry.signature());
            }
            case EntryBody.OverEnvelope entry -> requireEnvelope(entry);
        }
        if (!body.signer().equals(signed.signer())) {
            throw mismatch("it was made for another key or certificate");
        }
    }

    /** Says nothing of the signature itself; the hash of the whole envelope does. */
    private void requireEnvelope(EntryBody.OverEnvelope entry) {
        SignedContent.Enveloped envelope = envelope();
        requireHash(HashAlgorithm.SHA2_256, entry.payloadHash(), envelope.payload(), "another payload");
        if (envelope.asJson().stream()
                .noneMatch(json -> json.hex().equals(entry.envelopeHash().hex()))) {
            throw mismatch("it was made for another envelope");
        }
    }

    private SignedContent.Enveloped envelope() {
        return switch (signed.content()) {
            case SignedContent.Enveloped envelope -> envelope;
            case SignedContent.Plain plain -> throw mismatch("it is about an envelope, and none was signed");
        };
    }

    private void requireHash(HashAlgorithm algorithm, Bytes hash, Hashes actual, String other) {
        Optional<Bytes> expected = actual.of(algorithm);
        if (expected.isEmpty()) {
            throw mismatch(
                    "it names a " + algorithm + ", and only the SHA-256 of the artifact is known; give the file");
        }
        if (!hash.equals(expected.get())) {
            throw mismatch("it was made for " + other);
        }
    }

    private void requireSignature(Bytes signature) {
        if (!signature.equals(signed.signature())) {
            throw mismatch("it was made for another signature");
        }
    }

    private ImmureException mismatch(String why) {
        return BundleFaults.refused(SigstoreFault.LOG_MISMATCH, "cannot rely on", on, why);
    }
}
