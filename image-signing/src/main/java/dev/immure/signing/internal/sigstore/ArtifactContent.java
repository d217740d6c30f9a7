package dev.immure.signing.internal.sigstore;

import dev.immure.signing.attestation.Statement;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.rekor.SignedContent;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import java.util.List;
import java.util.Optional;

/** The artifact itself is signed. */
record ArtifactContent(Artifact artifact) implements Material.Content {
    private static final List<Prehashed> ALGORITHMS = List.of(
            new Prehashed(HashAlgorithm.SHA2_256, SignatureAlgorithm.ECDSA_P256_SHA256),
            new Prehashed(HashAlgorithm.SHA2_384, SignatureAlgorithm.ECDSA_P384_SHA384),
            new Prehashed(HashAlgorithm.SHA2_256, SignatureAlgorithm.ECDSA_P384_SHA256),
            new Prehashed(HashAlgorithm.SHA2_512, SignatureAlgorithm.ECDSA_P521_SHA512),
            new Prehashed(HashAlgorithm.SHA2_256, SignatureAlgorithm.ECDSA_P521_SHA256),
            new Prehashed(HashAlgorithm.SHA2_512, SignatureAlgorithm.ED25519PH),
            new Prehashed(HashAlgorithm.SHA2_256, SignatureAlgorithm.RSA_PKCS1_SHA256));

    /** An algorithm of sigstore's signers that can be checked with a hash of the artifact alone. */
    private record Prehashed(HashAlgorithm hash, SignatureAlgorithm algorithm) {}

    @Override
    public Optional<SignatureAlgorithm> verify(VerificationKey key, Bytes signature) {
        byte[] bytes = signature.toArray();
        for (Prehashed candidate : ALGORITHMS) {
            Optional<Bytes> hash = artifact.hashes().of(candidate.hash());
            if (hash.isPresent()
                    && key.verifyHash(candidate.algorithm(), hash.get().toArray(), bytes)) {
                return Optional.of(candidate.algorithm());
            }
        }
        return artifact.content()
                .filter(content -> key.verify(SignatureAlgorithm.ED25519, content.toArray(), bytes))
                .map(content -> SignatureAlgorithm.ED25519);
    }

    @Override
    public SignedContent logged() {
        return new SignedContent.Plain(artifact.hashes());
    }

    @Override
    public Optional<Statement> statement() {
        return Optional.empty();
    }
}
