package dev.immure.signing.internal.sigstore;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.attestation.Subject;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.rekor.SignedContent;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import dev.immure.signing.internal.sigstore.wire.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A statement about the artifact is signed.
 *
 * @param asJson SHA-256 of the envelope as it may have been handed to a log
 */
record EnvelopeContent(Envelope envelope, Statement said, Set<Digest> asJson) implements Material.Content {
    private static final Pattern UNESCAPED = Pattern.compile("[A-Za-z0-9+/.:;=_ -]*");

    EnvelopeContent {
        asJson = Set.copyOf(asJson);
    }

    /** Whether a subject of the statement is the artifact. Every hash of it that can be compared must be right. */
    private static boolean isAbout(Statement statement, Artifact artifact) {
        return statement.subjects().stream().anyMatch(subject -> isSame(subject, artifact.hashes()));
    }

    /** @throws ImmureException with WRONG_DIGEST */
    static Statement requireAbout(Statement statement, Artifact artifact, String on) {
        if (!isAbout(statement, artifact)) {
            throw BundleFaults.refused(
                    SigstoreFault.WRONG_DIGEST, "cannot accept", on, "no subject of its statement is the artifact");
        }
        return statement;
    }

    private static boolean isSame(Subject subject, Hashes hashes) {
        boolean compared = false;
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            Optional<Bytes> actual = hashes.of(algorithm);
            String said = subject.digests().get(algorithm.label());
            if (said != null && actual.isPresent()) {
                if (!said.equals(actual.get().hex())) {
                    return false;
                }
                compared = true;
            }
        }
        return compared;
    }

    /** As Go's signers write it (go-securesystemslib, dsse.Envelope); empty when it would need escapes. */
    static Set<Digest> asGoWritesIt(Envelope envelope, String on) {
        String keyId = envelope.signature(on).keyId();
        if (!UNESCAPED.matcher(keyId + envelope.payloadType()).matches()) {
            return Set.of();
        }
        Base64.Encoder base64 = Base64.getEncoder();
        String json = "{\"payloadType\":\"" + envelope.payloadType() + "\",\"payload\":\""
                + base64.encodeToString(envelope.payload()) + "\",\"signatures\":[{\"keyid\":\"" + keyId
                + "\",\"sig\":\"" + base64.encodeToString(envelope.signature(on).signature()) + "\"}]}";
        return Set.of(Digest.of(json.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public Optional<SignatureAlgorithm> verify(VerificationKey key, Bytes signature) {
        return key.verify(envelope.encoded(), signature.toArray());
    }

    @Override
    public SignedContent logged() {
        return new SignedContent.Enveloped(Hashes.of(envelope.encoded()), Hashes.of(envelope.payload()), asJson);
    }

    @Override
    public Optional<Statement> statement() {
        return Optional.of(said);
    }
}
