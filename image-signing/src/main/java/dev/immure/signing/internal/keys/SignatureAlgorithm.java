package dev.immure.signing.internal.keys;

/** Key kind, scheme and hash of a signature, by the names that `immure verify` prints. */
public enum SignatureAlgorithm {
    ECDSA_P256_SHA256("ecdsa-p256-sha256"),
    ECDSA_P384_SHA384("ecdsa-p384-sha384"),
    ECDSA_P384_SHA256("ecdsa-p384-sha256"),
    ECDSA_P521_SHA512("ecdsa-p521-sha512"),
    ECDSA_P521_SHA256("ecdsa-p521-sha256"),
    ED25519("ed25519"),
    ED25519PH("ed25519ph"),
    RSA_PKCS1_SHA256("rsa-pkcs1-sha256");

    private final String label;

    SignatureAlgorithm(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
