package dev.immure.signing.internal.sigstore.root;

import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the key of a log is written down, and the one algorithm that it signs with (protobuf-specs, sigstore_common.proto,
 * PublicKeyDetails). Those that are not here are not for logs, or not supported.
 */
enum KeyDetails {
    PKIX_ECDSA_P256_SHA_256(SignatureAlgorithm.ECDSA_P256_SHA256),
    PKIX_ECDSA_P384_SHA_384(SignatureAlgorithm.ECDSA_P384_SHA384),
    PKIX_ECDSA_P384_SHA_256(SignatureAlgorithm.ECDSA_P384_SHA256),
    PKIX_ECDSA_P521_SHA_512(SignatureAlgorithm.ECDSA_P521_SHA512),
    PKIX_ECDSA_P521_SHA_256(SignatureAlgorithm.ECDSA_P521_SHA256),
    PKIX_ED25519(SignatureAlgorithm.ED25519),
    PKIX_ED25519_PH(SignatureAlgorithm.ED25519PH),
    PKIX_RSA_PKCS1V5(SignatureAlgorithm.RSA_PKCS1_SHA256),
    PKIX_RSA_PKCS1V15_2048_SHA256(SignatureAlgorithm.RSA_PKCS1_SHA256),
    PKIX_RSA_PKCS1V15_3072_SHA256(SignatureAlgorithm.RSA_PKCS1_SHA256),
    PKIX_RSA_PKCS1V15_4096_SHA256(SignatureAlgorithm.RSA_PKCS1_SHA256),
    PKIX_RSA_PSS_2048_SHA256(SignatureAlgorithm.RSA_PSS_SHA256),
    PKIX_RSA_PSS_3072_SHA256(SignatureAlgorithm.RSA_PSS_SHA256),
    PKIX_RSA_PSS_4096_SHA256(SignatureAlgorithm.RSA_PSS_SHA256),
    /** A bare RSAPublicKey (RFC 8017, A.1.1), as the first certificate logs of sigstore are written down. */
    PKCS1_RSA_PKCS1V5(SignatureAlgorithm.RSA_PKCS1_SHA256);

    private final SignatureAlgorithm algorithm;

    KeyDetails(SignatureAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    static Optional<KeyDetails> of(String name) {
        return Stream.of(values()).filter(value -> value.name().equals(name)).findFirst();
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }
}
