package dev.immure.core.plan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes as a value. Text is UTF-8 without NUL; programs and file contents are any bytes. */
public final class Octets {
    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Text that will be a NUL-terminated string in the kernel.
     *
     * @throws IllegalArgumentException when it holds NUL, where C would see another, shorter string
     */
    public static Octets ofText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("text for the kernel holds NUL");
        }
        return new Octets(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    /** As UTF-8; what is not UTF-8 becomes U+FFFD. For people only. */
    public String asText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return asText();
    }
}
