package dev.immure.signing.internal.timestamp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** A hash over which a time stamp may be made. SHA-1, which the RFC was written with, is none. */
enum ImprintHash {
    SHA_256("SHA-256", NISTObjectIdentifiers.id_sha256),
    SHA_384("SHA-384", NISTObjectIdentifiers.id_sha384),
    SHA_512("SHA-512", NISTObjectIdentifiers.id_sha512);

    private final String name;
    private final String oid;

    ImprintHash(String name, ASN1ObjectIdentifier oid) {
        this.name = name;
        this.oid = oid.getId();
    }

    static Optional<ImprintHash> of(AlgorithmIdentifier identifier) {
        return Stream.of(values())
                .filter(hash -> hash.oid.equals(identifier.getAlgorithm().getId()))
                .findFirst();
    }

    byte[] of(byte[] message) {
        return hash(name, message);
    }

    /** Names a certificate in ESSCertID (RFC 2634, 5.4.1), beside a signature that this certificate must have made. */
    static byte[] sha1(byte[] certificate) {
        return hash("SHA-1", certificate);
    }

    private static byte[] hash(String name, byte[] message) {
        try {
            return MessageDigest.getInstance(name).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
