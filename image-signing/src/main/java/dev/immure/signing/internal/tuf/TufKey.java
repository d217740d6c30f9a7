package dev.immure.signing.internal.tuf;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.internal.keys.BareKeys;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.keys.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A key of a root (TUF 1.0, 4.2.2). Its id is a name: that of the public Sigstore repository has not been the hash of its
 * key since the type of its keys was renamed. What counts as distinct is the key itself.
 */
record TufKey(VerificationKey key, SignatureAlgorithm algorithm) {
    private static final byte[] P256 = HexFormat.of().parseHex("2a8648ce3d030107");

    /** Empty when the key is of a kind that is not read, or weak: then it signs nothing that counts. */
    static Optional<TufKey> read(JsonObject json) throws JsonException {
        json.requireString("keytype"); // says no more than the scheme does
        String text = json.requireObject("keyval").requireString("public");
        Optional<SignatureAlgorithm> algorithm = algorithm(json.requireString("scheme"));
        try {
            return algorithm.map(found -> new TufKey(key(found, text), found));
        } catch (ImmureException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<SignatureAlgorithm> algorithm(String scheme) {
        return switch (scheme) {
            case "ecdsa-sha2-nistp256" -> Optional.of(SignatureAlgorithm.ECDSA_P256_SHA256);
            case "ecdsa-sha2-nistp384" -> Optional.of(SignatureAlgorithm.ECDSA_P384_SHA384);
            case "ed25519" -> Optional.of(SignatureAlgorithm.ED25519);
            case "rsassa-pss-sha256" -> Optional.of(SignatureAlgorithm.RSA_PSS_SHA256);
            case "rsassa-pss-sha512" -> Optional.of(SignatureAlgorithm.RSA_PSS_SHA512);
            default -> Optional.empty();
        };
    }

    /** PEM; Ed25519 as 32 bytes in hexadecimal, and in old repositories a point of P-256 likewise. */
    private static VerificationKey key(SignatureAlgorithm algorithm, String text) {
        if (text.startsWith("-----BEGIN")) {
            return PublicKeys.parse(text.getBytes(StandardCharsets.US_ASCII), "key");
        }
        byte[] point = HexFormat.of().parseHex(text);
        return algorithm == SignatureAlgorithm.ED25519
                ? BareKeys.ed25519(point, "key")
                : BareKeys.ecdsa(P256, point, "key");
    }

    boolean verifies(byte[] message, byte[] signature) {
        return key.verify(algorithm, message, signature);
    }
}
