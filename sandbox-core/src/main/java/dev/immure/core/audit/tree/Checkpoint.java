package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host signed about its log: size and root of the tree, in the text form of C2SP tlog-checkpoint.md and
 * signed-note.md, which tools for transparency logs read.
 *
 * @param size leaves of the tree
 * @param root of the tree
 * @param note all of it, as it was signed
 */
public record Checkpoint(long size, Digest root, String note) {
    /** Of a note, in bytes; one signature takes 250. */
    public static final int MAX_BYTES = 16 << 10;

    private static final int KEY_ID = 4;
    private static final Pattern NOTE = Pattern.compile(
            "([^\\p{Cntrl}]{1,255}\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n"
                    + "(?:[^\\p{Cntrl}]+\n)*+)\n((?:\u2014 [^\\s+\\p{Cntrl}]{1,255} [A-Za-z0-9+/]{8,8192}={0,2}\n){1,64})");

    /** Signs. */
    @FunctionalInterface
    public interface Signer {
        /** An Ed25519 signature of the message. */
        byte[] sign(byte[] message);
    }

    /** A checkpoint of a tree, signed by the owner of {@code key}. */
    public static Checkpoint sign(Frontier tree, NoteKey key, Signer signer) {
        String text = key.name() + "\n" + tree.size() + "\n" + base64(TreeHash.bytes(tree.root())) + "\n";
        byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
        byte[] line = Arrays.copyOf(key.id(), KEY_ID + signature.length);
        System.arraycopy(signature, 0, line, KEY_ID, signature.length);
        return new Checkpoint(tree.size(), tree.root(), text + "\n\u2014 " + key.name() + " " + base64(line) + "\n");
    }

    /** @throws IllegalArgumentException with a reason, when it is no checkpoint of at most {@value #MAX_BYTES} bytes */
    public static Checkpoint parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("it is longer than " + MAX_BYTES + " bytes");
        }
        Matcher parts = NOTE.matcher(text(bytes));
        if (!parts.matches()) {
            throw new IllegalArgumentException("it is not the text of a checkpoint, a blank line and signatures");
        }
        byte[] root = Base64.getDecoder().decode(parts.group(3));
        return new Checkpoint(Long.parseLong(parts.group(2)), Digest.ofHash(root), parts.group());
    }

    /**
     * Whether this key signed it: a signature by its name and id is there, and right. Those of other keys, of witnesses
     * say, are passed over.
     */
    public boolean isSignedBy(NoteKey key) {
        Matcher parts = NOTE.matcher(note);
        if (!parts.matches()) {
            return false;
        }
        byte[] text = parts.group(1).getBytes(StandardCharsets.UTF_8);
        List<byte[]> signatures = parts.group(4)
                .lines()
                .map(line -> line.split(" ", 3))
                .filter(words -> words[1].equals(key.name()))
                .map(words -> decoded(words[2]))
                .filter(signature ->
                        Arrays.equals(signature, 0, Math.min(KEY_ID, signature.length), key.id(), 0, KEY_ID))
                .toList();
        // signed-note.md: one wrong signature by a known key spoils the note.
        return !signatures.isEmpty()
                && signatures.stream()
                        .allMatch(signature ->
                                key.verifies(text, Arrays.copyOfRange(signature, KEY_ID, signature.length)));
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }

    private static byte[] decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            // RFC 4648, section 3.5: bits that nobody needs are zero, or one signature has several spellings.
            return base64(bytes).equals(base64) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return size + " " + HexFormat.of().formatHex(TreeHash.bytes(root));
    }
}
