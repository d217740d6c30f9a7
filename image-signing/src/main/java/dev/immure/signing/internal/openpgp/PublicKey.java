package dev.immure.signing.internal.openpgp;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.keys.BareKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A public key or subkey of version 4 (RFC 9580, 5.5.2). */
final class PublicKey {
    static final int VERSION = 4;
    /** Octets. */
    static final int FINGERPRINT = 20;

    static final int KEY_ID = 8;

    static final int RSA = 1;
    static final int RSA_SIGN_ONLY = 3;
    static final int ECDSA = 19;
    static final int EDDSA = 22;

    /** 1.3.6.1.4.1.11591.15.1: Ed25519 as GnuPG named it (RFC 9580, 9.2). */
    private static final byte[] ED25519_CURVE = HexFormat.of().parseHex("2b06010401da470f01");
    /** The point is written as it is, behind this octet (RFC 9580, 11.2.2). */
    private static final int NATIVE_POINT = 0x40;

    private static final int ED25519_POINT = 32;

    private final byte[] body;
    private final Instant created;
    private final int algorithm;
    private final Material material;

    private PublicKey(byte[] body, Instant created, int algorithm, Material material) {
        this.body = body;
        this.created = created;
        this.algorithm = algorithm;
        this.material = material;
    }

    /** What can be done with a key. */
    sealed interface Material {}

    record Fit(VerificationKey key) implements Material {}

    /** It signs nothing that counts: an encryption key, a weak one, a kind that is not read. */
    record Unfit(String why) implements Material {}

    static PublicKey read(Packet packet) throws OpenPgpException {
        OctetReader in = packet.reader();
        PublicKey key = readPart(in, packet.body());
        if (key.material instanceof Fit) {
            in.end("a public key");
        }
        return key;
    }

    /** Reads the public part of a secret key; the reader then stands at the secret part. */
    static PublicKey ofSecret(OctetReader in, byte[] whole) throws OpenPgpException {
        PublicKey key = readPart(in, whole);
        byte[] body = Arrays.copyOf(whole, whole.length - in.left());
        return new PublicKey(body, key.created, key.algorithm, key.material);
    }

    private static PublicKey readPart(OctetReader in, byte[] body) throws OpenPgpException {
        int version = in.octet();
        if (version != VERSION) {
            throw new OpenPgpException(OpenPgpFault.UNSUPPORTED, "it holds a key of version " + version + ", not 4");
        }
        Instant created = Instant.ofEpochSecond(in.number32());
        int algorithm = in.octet();
        return new PublicKey(body, created, algorithm, material(algorithm, in));
    }

    private static Material material(int algorithm, OctetReader in) throws OpenPgpException {
        try {
            return switch (algorithm) {
                case RSA, RSA_SIGN_ONLY -> new Fit(BareKeys.rsa(in.integer(), in.integer(), "key"));
                case ECDSA -> new Fit(BareKeys.ecdsa(curve(in), unsigned(in.integer()), "key"));
                case EDDSA -> ed25519(curve(in), unsigned(in.integer()));
                default -> new Unfit("its algorithm " + algorithm + " is not RSA, ECDSA or EdDSA");
            };
        } catch (ImmureException e) {
            Fault fault = e.fault();
            return new Unfit(fault.why());
        }
    }

    private static Material ed25519(byte[] curve, byte[] point) throws OpenPgpException {
        if (!Arrays.equals(curve, ED25519_CURVE)) {
            return new Unfit("its EdDSA curve is not Ed25519");
        }
        if (point.length != 1 + ED25519_POINT || point[0] != NATIVE_POINT) {
            throw OpenPgpException.packet("an Ed25519 key has no point of 32 octets");
        }
        return new Fit(BareKeys.ed25519(Arrays.copyOfRange(point, 1, point.length), "key"));
    }

    static byte[] curve(OctetReader in) throws OpenPgpException {
        return in.octets(in.octet());
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] octets = number.toByteArray();
        return octets.length > 1 && octets[0] == 0 ? Arrays.copyOfRange(octets, 1, octets.length) : octets;
    }

    byte[] body() {
        return body.clone();
    }

    Instant created() {
        return created;
    }

    int algorithm() {
        return algorithm;
    }

    Material material() {
        return material;
    }

    /** SHA-1 over the key (RFC 9580, 5.5.4.2), in hexadecimal: a name to look it up by, on which no trust hangs. */
    String fingerprint() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest(hashed()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    String keyId() {
        return fingerprint().substring(2 * (FINGERPRINT - KEY_ID));
    }

    /** The key as signatures over it hash it (5.2.4). */
    byte[] hashed() {
        byte[] out = new byte[3 + body.length];
        out[0] = (byte) 0x99;
        out[1] = (byte) (body.length >> 8);
        out[2] = (byte) body.length;
        System.arraycopy(body, 0, out, 3, body.length);
        return out;
    }

    boolean verifies(Signature signature, byte[] message) {
        boolean sameKind = sameKind(signature.keyAlgorithm());
        return sameKind
                && material instanceof Fit fit
                && startsWith(signature.hash().of(message), signature.hashStart())
                && BareKeys.verify(fit.key(), signature.hash(), message, signature.numbers());
    }

    /** The packet carries the first two octets of the hash; a reader that ignores them would take two spellings. */
    private static boolean startsWith(byte[] hash, int start) {
        return (((hash[0] & 0xff) << 8) | (hash[1] & 0xff)) == start;
    }

    private boolean sameKind(int other) {
        List<Integer> rsa = List.of(RSA, RSA_SIGN_ONLY);
        return algorithm == other || (rsa.contains(algorithm) && rsa.contains(other));
    }

    /** The key for checking signatures, when it is fit for that. */
    Optional<VerificationKey> verificationKey() {
        return material instanceof Fit fit ? Optional.of(fit.key()) : Optional.empty();
    }
}
