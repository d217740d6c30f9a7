package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.root.LogKey;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log signed about its tree: a signed note (C2SP, signed-note.md) whose text starts with the lines of a
 * tlog-checkpoint.md. Lines after those three belong to the log and are signed with the rest.
 */
public final class Checkpoint {
    /** Characters. One with four witnesses has 700. */
    public static final int MAX_LENGTH = 32 << 10;

    private static final int MAX_SIGNATURES = 64;
    private static final int HINT_LENGTH = 4;
    private static final String SEPARATOR = "\n\n";
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern SIGNATURE =
            Pattern.compile("\u2014 ([^\\s+\\p{Cntrl}]{1,255}) ([A-Za-z0-9+/]{8,8192}={0,2})");

    private final String text;
    private final long treeSize;
    private final Bytes rootHash;
    private final List<NoteSignature> signatures;

    private Checkpoint(String text, long treeSize, Bytes rootHash, List<NoteSignature> signatures) {
        this.text = text;
        this.treeSize = treeSize;
        this.rootHash = rootHash;
        this.signatures = signatures;
    }

    /** @param hint the first bytes of the id of the key that is said to have signed */
    private record NoteSignature(Bytes hint, Bytes signature) {}

    /**
     * @param on what to call the checkpoint in a fault
     * @throws ImmureException with CHECKPOINT
     */
    public static Checkpoint parse(String note, String on) {
        if (note.length() > MAX_LENGTH) {
            throw fault(on, "it is longer than " + MAX_LENGTH + " characters");
        }
        int end = note.lastIndexOf(SEPARATOR);
        if (end < 0 || !note.endsWith("\n")) {
            throw fault(on, "it is not a text, a blank line and lines of signatures");
        }
        String text = note.substring(0, end + 1);
        List<String> lines = text.lines().toList();
        if (lines.size() < 3
                || lines.getFirst().isBlank()
                || !SIZE.matcher(lines.get(1)).matches()) {
            throw fault(on, "its text does not start with the name of a log, the size of a tree and its root");
        }
        return new Checkpoint(
                text,
                Long.parseLong(lines.get(1)),
                rootHash(lines.get(2), on),
                signatures(note.substring(end + SEPARATOR.length()), on));
    }

    /** Number of entries in the tree. */
    public long treeSize() {
        return treeSize;
    }

    public Bytes rootHash() {
        return rootHash;
    }

    /** Whether one of the signatures is by that log. Those of witnesses, whom the trusted root does not name, are passed over. */
    boolean isSignedBy(LogKey log) {
        byte[] hint = Arrays.copyOf(log.id().toArray(), HINT_LENGTH);
        return signatures.stream()
                .filter(signature -> signature.hint().startsWith(hint))
                .anyMatch(signature -> log.signed(
                        text.getBytes(StandardCharsets.UTF_8),
                        signature.signature().toArray()));
    }

    private static Bytes rootHash(String line, String on) {
        try {
            byte[] hash = Base64.getDecoder().decode(line);
            if (hash.length == 32) {
                return Bytes.of(hash);
            }
        } catch (IllegalArgumentException e) {
            throw fault(on, "the root of its tree is not base64");
        }
        throw fault(on, "the root of its tree is not a SHA-256");
    }

    private static List<NoteSignature> signatures(String block, String on) {
        List<String> lines = block.lines().toList();
        if (lines.isEmpty() || lines.size() > MAX_SIGNATURES) {
            throw fault(on, "it has " + lines.size() + " signatures, not one to " + MAX_SIGNATURES);
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : lines) {
            signatures.add(signature(line, on));
        }
        return List.copyOf(signatures);
    }

    private static NoteSignature signature(String line, String on) {
        Matcher parts = SIGNATURE.matcher(line);
        if (!parts.matches()) {
            throw fault(on, "a line after its text is not a signature");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(parts.group(2));
            if (bytes.length > HINT_LENGTH) {
                return new NoteSignature(
                        Bytes.of(Arrays.copyOf(bytes, HINT_LENGTH)),
                        Bytes.of(Arrays.copyOfRange(bytes, HINT_LENGTH, bytes.length)));
            }
        } catch (IllegalArgumentException e) {
            throw fault(on, "a signature is not base64");
        }
        throw fault(on, "a signature is too short");
    }

    private static ImmureException fault(String on, String why) {
        return BundleFaults.refused(SigstoreFault.CHECKPOINT, "cannot rely on checkpoint of", on, why);
    }
}
