package dev.immure.signing.internal.sigstore.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.stream.Stream;

/** A hash that sigstore signs over (protobuf-specs, sigstore_common.proto, HashAlgorithm). SHA-1 and SHA-3 are not. */
public enum HashAlgorithm {
    SHA2_256("sha256", "SHA-256", 32),
    SHA2_384("sha384", "SHA-384", 48),
    SHA2_512("sha512", "SHA-512", 64);

    private final String label;
    private final String javaName;
    private final int length;

    HashAlgorithm(String label, String javaName, int length) {
        this.label = label;
        this.javaName = javaName;
        this.length = length;
    }

    /** By the name of the protobuf enumeration: {@code SHA2_256}. */
    public static Optional<HashAlgorithm> ofProto(String name) {
        return Stream.of(values()).filter(value -> value.name().equals(name)).findFirst();
    }

    /** By the name in entries of Rekor v1: {@code sha256}. */
    public static Optional<HashAlgorithm> ofRekor(String name) {
        return Stream.of(values()).filter(value -> value.label.equals(name)).findFirst();
    }

    /** As Rekor v1 and in-toto call it: {@code sha256}. */
    public String label() {
        return label;
    }

    /** Bytes of a hash. */
    public int length() {
        return length;
    }

    public Bytes of(byte[] message) {
        return Bytes.of(fresh().digest(message));
    }

    public MessageDigest fresh() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK 25 has all three
        }
    }
}
