package dev.immure.signing.internal.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.ExtendedDigest;

/** A hash of the JDK, which uses the processor's SHA instructions; also in the shape BouncyCastle asks for. */
public enum Hash {
    SHA_256("SHA-256", 32, 64),
    SHA_384("SHA-384", 48, 128),
    SHA_512("SHA-512", 64, 128);

    private final String name;
    private final int length;
    private final int blockLength;

    Hash(String name, int length, int blockLength) {
        this.name = name;
        this.length = length;
        this.blockLength = blockLength;
    }

    /** Of the digest, in bytes. */
    int length() {
        return length;
    }

    public byte[] of(byte[] message) {
        return fresh().digest(message);
    }

    ExtendedDigest digest() {
        return new JdkDigest(name, fresh(), blockLength);
    }

    private MessageDigest fresh() {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private record JdkDigest(String name, MessageDigest hash, int blockLength) implements ExtendedDigest {
        @Override
        public String getAlgorithmName() {
            return name;
        }

        @Override
        public int getDigestSize() {
            return hash.getDigestLength();
        }

        @Override
        public int getByteLength() {
            return blockLength;
        }

        @Override
        public void update(byte in) {
            hash.update(in);
        }

        @Override
        public void update(byte[] in, int offset, int length) {
            hash.update(in, offset, length);
        }

        @Override
        public int doFinal(byte[] out, int offset) {
            byte[] value = hash.digest();
            System.arraycopy(value, 0, out, offset, value.length);
            return value.length;
        }

        @Override
        public void reset() {
            hash.reset();
        }
    }
}
