package dev.immure.signing.internal.sigstore;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.bundle.Bundle;
import dev.immure.signing.internal.sigstore.bundle.BundleContent;
import dev.immure.signing.internal.sigstore.bundle.BundleReader;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Verifies sigstore bundles of 0.1 to 0.3. Needs no network: all that is believed is in the trust material. */
public final class BundleVerifier {
    private static final String WHAT = "cannot accept";

    private final SigstoreTrust trust;
    private final VerificationMoment moment;

    /** @param at the moment of verification; the clock's when empty */
    public BundleVerifier(SigstoreTrust trust, Optional<Instant> at, Clock clock) {
        this.trust = trust;
        this.moment = VerificationMoment.of(at, clock);
    }

    /**
     * @param json the bundle
     * @param on what to call it in faults
     * @param checks takes each step, the failed one last
     * @throws ImmureException with the fault of the step that failed
     */
    public Accepted verify(byte[] json, String on, Artifact artifact, CheckLog checks) {
        Bundle bundle = checks.step("bundle-format", on, json.length + " bytes", () -> BundleReader.read(json, on));
        return verify(bundle, on, artifact, checks);
    }

    /** The same for a bundle that was read already. */
    public Accepted verify(Bundle bundle, String on, Artifact artifact, CheckLog checks) {
        Material material = switch (bundle.content()) {
            case BundleContent.MessageSignature message -> {
                checks.step("artifact-digest", on, artifact.toString(), () -> requireDigest(message, on, artifact));
                yield material(bundle, on, message.signature(), new ArtifactContent(artifact));
            }
            case BundleContent.DsseEnvelope dsse -> {
                Envelope envelope = dsse.envelope();
                Bytes signature = checks.step(
                        "envelope-signatures",
                        on,
                        "one",
                        () -> Bytes.of(envelope.signature(on).signature()));
                Statement statement = checks.step(
                        "statement-format", on, Envelope.IN_TOTO, () -> Statement.parse(envelope.statement(on), on));
                checks.step(
                        "statement-subject",
                        on,
                        artifact.toString(),
                        () -> EnvelopeContent.requireAbout(statement, artifact, on));
                yield material(
                        bundle,
                        on,
                        signature,
                        new EnvelopeContent(envelope, statement, EnvelopeContent.asGoWritesIt(envelope, on)));
            }
        };
        return new SignatureVerification(trust, moment, material, checks)
                .run(artifact.hashes().sha256());
    }

    private static Material material(Bundle bundle, String on, Bytes signature, Material.Content content) {
        return new Material(on, bundle.signer(), bundle.entries(), bundle.timestamps(), signature, content);
    }

    /** The digest in a bundle is the signer's hint. One that is wrong, or that cannot be compared, is no good sign. */
    private static Digest requireDigest(BundleContent.MessageSignature message, String on, Artifact artifact) {
        if (message.digest().isPresent()) {
            BundleContent.MessageDigest digest = message.digest().get();
            Optional<Bytes> actual = artifact.hashes().of(digest.algorithm());
            if (actual.isEmpty()) {
                throw refused(on, "it is by " + digest.algorithm() + ", and only the SHA-256 is known: give the file");
            }
            if (!actual.get().equals(digest.value())) {
                throw refused(on, "it is about an artifact with another digest");
            }
        }
        return artifact.hashes().sha256();
    }

    private static ImmureException refused(String on, String why) {
        return BundleFaults.refused(SigstoreFault.WRONG_DIGEST, WHAT, on, why);
    }
}
