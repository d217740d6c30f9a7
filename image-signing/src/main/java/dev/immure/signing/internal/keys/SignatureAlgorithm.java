package dev.immure.signing.internal.keys;

import java.util.Optional;

/**
 * Key kind, scheme and hash of a signature, by the names that `immure verify` prints. RSA-PSS is with MGF1 over the same
 * hash and a salt as long as the hash, which is what JOSE (RFC 7518, 3.5) and COSE (RFC 8230, 2) fix.
 */
public enum SignatureAlgorithm {
    ECDSA_P256_SHA256("ecdsa-p256-sha256", Scheme.ECDSA_P256, Hash.SHA_256),
    ECDSA_P256_SHA384("ecdsa-p256-sha384", Scheme.ECDSA_P256, Hash.SHA_384),
    ECDSA_P256_SHA512("ecdsa-p256-sha512", Scheme.ECDSA_P256, Hash.SHA_512),
    ECDSA_P384_SHA384("ecdsa-p384-sha384", Scheme.ECDSA_P384, Hash.SHA_384),
    ECDSA_P384_SHA256("ecdsa-p384-sha256", Scheme.ECDSA_P384, Hash.SHA_256),
    ECDSA_P384_SHA512("ecdsa-p384-sha512", Scheme.ECDSA_P384, Hash.SHA_512),
    ECDSA_P521_SHA512("ecdsa-p521-sha512", Scheme.ECDSA_P521, Hash.SHA_512),
    ECDSA_P521_SHA256("ecdsa-p521-sha256", Scheme.ECDSA_P521, Hash.SHA_256),
    ECDSA_P521_SHA384("ecdsa-p521-sha384", Scheme.ECDSA_P521, Hash.SHA_384),
    ED25519("ed25519"),
    ED25519PH("ed25519ph", Scheme.ED25519, Hash.SHA_512),
    RSA_PKCS1_SHA256("rsa-pkcs1-sha256", Scheme.RSA_PKCS1, Hash.SHA_256),
    RSA_PKCS1_SHA384("rsa-pkcs1-sha384", Scheme.RSA_PKCS1, Hash.SHA_384),
    RSA_PKCS1_SHA512("rsa-pkcs1-sha512", Scheme.RSA_PKCS1, Hash.SHA_512),
    RSA_PSS_SHA256("rsa-pss-sha256", Scheme.RSA_PSS, Hash.SHA_256),
    RSA_PSS_SHA384("rsa-pss-sha384", Scheme.RSA_PSS, Hash.SHA_384),
    RSA_PSS_SHA512("rsa-pss-sha512", Scheme.RSA_PSS, Hash.SHA_512);

    private final String label;
    private final Scheme scheme;
    private final Optional<Hash> hash;

    SignatureAlgorithm(String label, Scheme scheme, Hash hash) {
        this.label = label;
        this.scheme = scheme;
        this.hash = Optional.of(hash);
    }

    /** Pure Ed25519, which hashes the message twice with a part of the signature and so takes no digest. */
    SignatureAlgorithm(String label) {
        this.label = label;
        this.scheme = Scheme.ED25519;
        this.hash = Optional.empty();
    }

    /** What a key must be and do, whatever the hash. */
    enum Scheme {
        ECDSA_P256,
        ECDSA_P384,
        ECDSA_P521,
        ED25519,
        RSA_PKCS1,
        RSA_PSS
    }

    Scheme scheme() {
        return scheme;
    }

    /** The hash of the message that is signed; empty where the message itself is. */
    Optional<Hash> hash() {
        return hash;
    }

    /** Whether the bytes have the length of this algorithm's hash. */
    boolean fits(byte[] digest) {
        return hash.filter(expected -> expected.length() == digest.length).isPresent();
    }

    @Override
    public String toString() {
        return label;
    }
}
