package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An Ed25519 key (RFC 8032) that checkpoints are verified with. Its name in them is made of itself, so that a key is
 * all that one must be given.
 *
 * @param encoded the 32 bytes of RFC 8032, in hexadecimal
 */
public record NoteKey(String encoded) {
    /** RFC 8410: all of a SubjectPublicKeyInfo but the key itself. */
    private static final byte[] INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int LENGTH = 32;
    private static final int NAME_DIGITS = 16;

    /** signed-note.md: signatures by Ed25519. */
    private static final byte TYPE = 1;

    public NoteKey {
        if (!encoded.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
    }

    /** @throws IllegalArgumentException when it is not the SubjectPublicKeyInfo of an Ed25519 key */
    public static NoteKey ofInfo(byte[] info) {
        if (info.length != INFO.length + LENGTH || !Arrays.equals(info, 0, INFO.length, INFO, 0, INFO.length)) {
            throw new IllegalArgumentException("it is no Ed25519 key");
        }
        return new NoteKey(HexFormat.of().formatHex(info, INFO.length, info.length));
    }

    /** The SubjectPublicKeyInfo (RFC 8410). */
    public byte[] info() {
        byte[] info = Arrays.copyOf(INFO, INFO.length + LENGTH);
        System.arraycopy(raw(), 0, info, INFO.length, LENGTH);
        return info;
    }

    /** First line of the checkpoints it signs, and name of the key there. */
    public String name() {
        return "immure-audit-log/" + Digest.of(raw()).hex().substring(0, NAME_DIGITS);
    }

    /** signed-note.md: the first four bytes of SHA-256(name, newline, type, key). */
    byte[] id() {
        MessageDigest sha256 = Digest.sha256();
        sha256.update((name() + "\n").getBytes(StandardCharsets.UTF_8));
        sha256.update(TYPE);
        return Arrays.copyOf(sha256.digest(raw()), 4);
    }

    /** Whether this is a signature of the message by this key. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info()));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A point that is not on the curve, or a signature of another length: nothing is proven by it.
            return false;
        }
    }

    private byte[] raw() {
        return HexFormat.of().parseHex(encoded);
    }
}
