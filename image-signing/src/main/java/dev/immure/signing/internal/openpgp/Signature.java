package dev.immure.signing.internal.openpgp;

import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.keys.Hash;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A signature packet of version 4 (RFC 9580, 5.2.3). */
final class Signature {
    static final int BINARY = 0x00;
    static final int GENERIC_CERTIFICATION = 0x10;
    static final int POSITIVE_CERTIFICATION = 0x13;
    static final int SUBKEY_BINDING = 0x18;
    static final int PRIMARY_KEY_BINDING = 0x19;
    static final int DIRECT_KEY = 0x1f;
    static final int KEY_REVOCATION = 0x20;
    static final int SUBKEY_REVOCATION = 0x28;
    static final int CERTIFICATION_REVOCATION = 0x30;

    private static final int VERSION = 4;
    private static final Set<Integer> BROKEN_HASHES = Set.of(1, 2, 3); // MD5, SHA-1, RIPEMD-160
    /**
     * Subpackets that mean nothing here, or are evaluated, and so may be critical: times, issuer, flags, preferences,
     * features, signer's user id, embedded signature, who else may revoke (every revocation in a keyring counts).
     */
    private static final Set<Integer> UNDERSTOOD =
            Set.of(2, 3, 4, 7, 9, 11, 12, 16, 21, 22, 23, 25, 27, 28, 30, 32, 33, 34);

    private final int type;
    private final int keyAlgorithm;
    private final Hash hash;
    private final byte[] signedPart;
    private final List<Subpacket> hashed;
    private final List<Subpacket> unhashed;
    private final int hashStart;
    private final List<BigInteger> numbers;
    private final Instant created;

    private Signature(
            int type,
            int keyAlgorithm,
            Hash hash,
            byte[] signedPart,
            List<Subpacket> hashed,
            List<Subpacket> unhashed,
            int hashStart,
            List<BigInteger> numbers)
            throws OpenPgpException {
        this.type = type;
        this.keyAlgorithm = keyAlgorithm;
        this.hash = hash;
        this.signedPart = signedPart;
        this.hashed = hashed;
        this.unhashed = unhashed;
        this.hashStart = hashStart;
        this.numbers = numbers;
        OctetReader time = statement(Subpacket.CREATION_TIME)
                .orElseThrow(() -> OpenPgpException.packet("a signature does not say when it was made"));
        this.created = Instant.ofEpochSecond(time.number32());
        time.end("a creation time");
    }

    /** What a signature packet of any version is for, or -1. */
    static int typeOf(Packet packet) throws OpenPgpException {
        OctetReader in = packet.reader();
        int version = in.octet();
        if (version == 3) { // version, length of what is hashed, type
            in.octet();
        }
        return version >= 3 && version <= 6 ? in.octet() : -1;
    }

    static Signature read(OctetReader in) throws OpenPgpException {
        int version = in.octet();
        if (version < VERSION) {
            throw new OpenPgpException(
                    OpenPgpFault.WEAK,
                    "it is a signature of version " + version + ", which does not protect its fields");
        }
        if (version > VERSION) {
            throw new OpenPgpException(OpenPgpFault.UNSUPPORTED, "it is a signature of version " + version);
        }
        int type = in.octet();
        int keyAlgorithm = in.octet();
        int hashAlgorithm = in.octet();
        byte[] hashed = in.octets(in.number16());
        byte[] unhashed = in.octets(in.number16());
        int hashStart = in.number16();
        Hash hash = hash(hashAlgorithm);
        List<BigInteger> numbers = numbers(keyAlgorithm, in);
        in.end("a signature");
        List<Subpacket> statements = Subpacket.read(hashed);
        refuseUnknownDemands(statements);
        return new Signature(
                type,
                keyAlgorithm,
                hash,
                signedPart(type, keyAlgorithm, hashAlgorithm, hashed),
                statements,
                Subpacket.read(unhashed),
                hashStart,
                numbers);
    }

    /** The part of the packet that is signed along (5.2.4). */
    static byte[] signedPart(int type, int keyAlgorithm, int hashAlgorithm, byte[] hashed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {
            VERSION,
            (byte) type,
            (byte) keyAlgorithm,
            (byte) hashAlgorithm,
            (byte) (hashed.length >> 8),
            (byte) hashed.length
        });
        out.writeBytes(hashed);
        return out.toByteArray();
    }

    /** What is hashed: the thing that is signed, the signed part of the packet, the trailer (5.2.4). */
    static byte[] message(byte[] what, byte[] signedPart) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(what);
        message.writeBytes(signedPart);
        message.writeBytes(trailer(signedPart.length));
        return message.toByteArray();
    }

    private static Hash hash(int algorithm) throws OpenPgpException {
        if (BROKEN_HASHES.contains(algorithm)) {
            throw new OpenPgpException(
                    OpenPgpFault.WEAK, "it hashes with algorithm " + algorithm + ", which is broken");
        }
        return switch (algorithm) {
            case 8 -> Hash.SHA_256;
            case 9 -> Hash.SHA_384;
            case 10 -> Hash.SHA_512;
            default ->
                throw new OpenPgpException(
                        OpenPgpFault.UNSUPPORTED,
                        "it hashes with algorithm " + algorithm + ", not with SHA-256, SHA-384 or SHA-512");
        };
    }

    private static List<BigInteger> numbers(int algorithm, OctetReader in) throws OpenPgpException {
        return switch (algorithm) {
            case PublicKey.RSA, PublicKey.RSA_SIGN_ONLY -> List.of(in.integer());
            case PublicKey.ECDSA, PublicKey.EDDSA -> List.of(in.integer(), in.integer());
            default ->
                throw new OpenPgpException(
                        OpenPgpFault.UNSUPPORTED,
                        "it is made by public-key algorithm " + algorithm + ", not by RSA, ECDSA or EdDSA");
        };
    }

    private static void refuseUnknownDemands(List<Subpacket> statements) throws OpenPgpException {
        for (Subpacket statement : statements) {
            if (statement.critical() && !UNDERSTOOD.contains(statement.type())) {
                throw new OpenPgpException(
                        OpenPgpFault.UNSUPPORTED,
                        "it has a critical subpacket of type " + statement.type() + ", which is not understood");
            }
        }
    }

    int type() {
        return type;
    }

    /** Whether somebody says with it: this name belongs to this key. */
    boolean certifies() {
        return type >= GENERIC_CERTIFICATION && type <= POSITIVE_CERTIFICATION;
    }

    int keyAlgorithm() {
        return keyAlgorithm;
    }

    Hash hash() {
        return hash;
    }

    /** As its packet numbers it. */
    int hashAlgorithm() {
        return signedPart[3];
    }

    /** The signer's own word. */
    Instant created() {
        return created;
    }

    /** When it ceases to hold; empty when never. */
    Optional<Instant> expires() throws OpenPgpException {
        return seconds(Subpacket.EXPIRATION_TIME).map(created::plusSeconds);
    }

    /** How long after its creation the key that this is about expires; empty when never. */
    Optional<Long> keyLifetime() throws OpenPgpException {
        return seconds(Subpacket.KEY_EXPIRATION_TIME);
    }

    /** Zero stands for no limit (5.2.3.13). */
    private Optional<Long> seconds(int type) throws OpenPgpException {
        Optional<OctetReader> found = statement(type);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long seconds = found.get().number32();
        found.get().end("a time");
        return Optional.of(seconds).filter(number -> number != 0);
    }

    /** The first octet of the key flags; empty when it has none. */
    Optional<Integer> keyFlags() throws OpenPgpException {
        Optional<OctetReader> found = statement(Subpacket.KEY_FLAGS);
        return found.isEmpty() || found.get().left() == 0
                ? Optional.empty()
                : Optional.of(found.get().octet());
    }

    /** The fingerprint of the key that made it, in hexadecimal. A hint: the signature itself decides. */
    Optional<String> issuerFingerprint() throws OpenPgpException {
        Optional<OctetReader> found = hint(Subpacket.ISSUER_FINGERPRINT);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get().octet() != PublicKey.VERSION || found.get().left() != PublicKey.FINGERPRINT) {
            throw new OpenPgpException(OpenPgpFault.UNSUPPORTED, "it is by a key that is not of version 4");
        }
        return Optional.of(HexFormat.of().formatHex(found.get().rest()));
    }

    /** The id of the key that made it, in hexadecimal. A hint likewise. */
    Optional<String> issuerKeyId() throws OpenPgpException {
        Optional<OctetReader> found = hint(Subpacket.ISSUER_KEY_ID);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String id = HexFormat.of().formatHex(found.get().octets(PublicKey.KEY_ID));
        found.get().end("a key id");
        return Optional.of(id);
    }

    /** A signature inside; wherever it stands, it vouches for itself. */
    Optional<Signature> embedded() throws OpenPgpException {
        Optional<OctetReader> found = hint(Subpacket.EMBEDDED_SIGNATURE);
        return found.isEmpty() ? Optional.empty() : Optional.of(read(found.get()));
    }

    /** Whether the key made it over what is signed. */
    boolean isBy(PublicKey key, byte[] what) {
        return key.verifies(this, message(what, signedPart));
    }

    /** Version, 0xff, and the length of the signed part of the packet. */
    private static byte[] trailer(int length) {
        return new byte[] {
            VERSION, (byte) 0xff, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        };
    }

    List<BigInteger> numbers() {
        return numbers;
    }

    /** The first two octets of the hash. */
    int hashStart() {
        return hashStart;
    }

    private Optional<OctetReader> statement(int type) throws OpenPgpException {
        return one(type, hashed);
    }

    private Optional<OctetReader> hint(int type) throws OpenPgpException {
        Optional<OctetReader> signed = one(type, hashed);
        return signed.isPresent() ? signed : one(type, unhashed);
    }

    /** One of a kind: of two, each reader would take another. */
    private static Optional<OctetReader> one(int type, List<Subpacket> area) throws OpenPgpException {
        List<Subpacket> found =
                area.stream().filter(subpacket -> subpacket.type() == type).toList();
        if (found.size() > 1) {
            throw OpenPgpException.packet("a signature has two subpackets of type " + type);
        }
        return found.stream().findFirst().map(Subpacket::reader);
    }
}
