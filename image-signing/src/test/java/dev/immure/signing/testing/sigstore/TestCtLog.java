package dev.immure.signing.testing.sigstore;

import dev.immure.core.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;

/** A certificate transparency log (RFC 6962). */
public final class TestCtLog {
    private final TestParty key = TestParty.ecdsa();

    public TestParty key() {
        return key;
    }

    /** A timestamp for a certificate without timestamps, in the structure that lists hold. */
    public byte[] timestamp(byte[] signedPart, byte[] issuerPublicKey, Instant at) {
        return assemble(at, key.sign(signedBytes(signedPart, issuerPublicKey, at)));
    }

    private byte[] assemble(Instant at, byte[] signature) {
        return bytes(out -> {
            out.writeByte(0);
            out.write(key.id());
            out.writeLong(at.toEpochMilli());
            out.writeShort(0);
            out.writeByte(4); // SHA-256
            out.writeByte(3); // ECDSA
            out.writeShort(signature.length);
            out.write(signature);
        });
    }

    private static byte[] signedBytes(byte[] signedPart, byte[] issuerPublicKey, Instant at) {
        return bytes(out -> {
            out.writeShort(0); // v1, certificate_timestamp
            out.writeLong(at.toEpochMilli());
            out.writeShort(1); // precert_entry
            out.write(HexFormat.of().parseHex(Digest.of(issuerPublicKey).hex()));
            out.writeByte(0);
            out.writeShort(signedPart.length);
            out.write(signedPart);
            out.writeShort(0);
        });
    }

    /** The list that the extension holds. */
    public static byte[] list(byte[]... timestamps) {
        byte[] items = bytes(out -> {
            for (byte[] timestamp : timestamps) {
                out.writeShort(timestamp.length);
                out.write(timestamp);
            }
        });
        return bytes(out -> {
            out.writeShort(items.length);
            out.write(items);
        });
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }
}
