package dev.immure.signing.internal.sigstore;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies signatures and attestations as cosign attached them before there were bundles: a layer whose annotations hold
 * certificate, log entry and timestamp. The log entry comes with a promise alone, never with a proof.
 */
public final class CosignVerifier {
    private final SigstoreTrust trust;
    private final VerificationMoment moment;

    /** @param at the moment of verification; the clock's when empty */
    public CosignVerifier(SigstoreTrust trust, Optional<Instant> at, Clock clock) {
        this.trust = trust;
        this.moment = VerificationMoment.of(at, clock);
    }

    /**
     * Verifies the signature of a statement of {@code sha256-….sig}. What the statement says is the caller's to check: the
     * artifact that is accepted here is the statement itself.
     *
     * @param signature decoded
     * @param annotations of the layer
     * @throws ImmureException with the fault of the step that failed
     */
    public Accepted verifyPayload(
            byte[] payload, byte[] signature, Map<String, String> annotations, String on, CheckLog checks) {
        CosignEvidence evidence = checks.step("annotations", on, "cosign", () -> CosignEvidence.of(annotations, on));
        Artifact artifact = Artifact.of(payload);
        return new SignatureVerification(
                        trust,
                        moment,
                        material(evidence, on, Bytes.of(signature), new ArtifactContent(artifact)),
                        checks)
                .run(artifact.hashes().sha256());
    }

    /**
     * Verifies an attestation of {@code sha256-….att}.
     *
     * @param envelope the layer's blob
     * @param subject what its statement must be about
     * @throws ImmureException with the fault of the step that failed
     */
    public Accepted verifyEnvelope(
            byte[] envelope, Artifact subject, Map<String, String> annotations, String on, CheckLog checks) {
        CosignEvidence evidence = checks.step("annotations", on, "cosign", () -> CosignEvidence.of(annotations, on));
        Envelope parsed = checks.step("envelope-format", on, "DSSE", () -> Envelope.parse(envelope, on));
        Bytes signature = checks.step(
                "envelope-signatures",
                on,
                "one",
                () -> Bytes.of(parsed.signature(on).signature()));
        Statement statement =
                checks.step("statement-format", on, Envelope.IN_TOTO, () -> Statement.parse(parsed.statement(on), on));
        checks.step(
                "statement-subject",
                on,
                subject.toString(),
                () -> EnvelopeContent.requireAbout(statement, subject, on));
        Set<Digest> asJson = new HashSet<>(EnvelopeContent.asGoWritesIt(parsed, on));
        asJson.add(Digest.of(envelope));
        return new SignatureVerification(
                        trust,
                        moment,
                        material(evidence, on, signature, new EnvelopeContent(parsed, statement, asJson)),
                        checks)
                .run(subject.hashes().sha256());
    }

    private static Material material(CosignEvidence evidence, String on, Bytes signature, Material.Content content) {
        return new Material(on, evidence.signer(), evidence.entries(), evidence.timestamps(), signature, content);
    }
}
