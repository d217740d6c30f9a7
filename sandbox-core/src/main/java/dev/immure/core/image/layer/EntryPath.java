package dev.immure.core.image.layer;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The place of a tar entry below its layer's root, in the one form that needs no interpretation: parts joined by single
 * slashes, none of them {@code .} or {@code ..}; the root itself is empty. Nothing is mended: a name that other tools
 * would clamp into the root is refused.
 */
record EntryPath(String text) {
    static final EntryPath ROOT = new EntryPath("");

    /**
     * Parses the name of an entry; one leading {@code ./} and one trailing slash carry no meaning.
     *
     * @throws dev.immure.core.ImmureException one of the {@code PATH_…} faults
     */
    static EntryPath parse(byte[] raw, Limits limits, Subject subject) {
        subject.check(limits, Limit.PATH_BYTES, raw.length);
        String name = decode(raw, subject);
        if (name.isEmpty()) {
            throw subject.fault(ImageFault.PATH_NOT_NORMAL, "an entry has an empty name");
        }
        if (name.equals("/")) {
            // umoci insert writes the root so; as a directory it can mean nothing else.
            return ROOT;
        }
        if (name.startsWith("/")) {
            throw subject.fault(ImageFault.PATH_ABSOLUTE, quoted(name) + " is absolute");
        }
        String text = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (text.equals(".")) {
            return ROOT;
        }
        EntryPath path = new EntryPath(text.startsWith("./") ? text.substring(2) : text);
        path.check(limits, subject);
        return path;
    }

    /** UTF-8 without NUL; what a symbolic link points to goes through here too. */
    static String decode(byte[] raw, Subject subject) {
        for (byte b : raw) {
            if (b == 0) {
                throw subject.fault(ImageFault.PATH_NUL, "a name holds a NUL");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            throw subject.fault(ImageFault.PATH_ENCODING, "a name is not UTF-8");
        }
    }

    boolean isRoot() {
        return text.isEmpty();
    }

    /** The last part. */
    String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** Not of the root. */
    EntryPath parent() {
        int slash = text.lastIndexOf('/');
        return slash < 0 ? ROOT : new EntryPath(text.substring(0, slash));
    }

    EntryPath child(String name) {
        return isRoot() ? new EntryPath(name) : new EntryPath(text + "/" + name);
    }

    private void check(Limits limits, Subject subject) {
        String[] parts = text.split("/", -1);
        subject.check(limits, Limit.PATH_DEPTH, parts.length);
        for (String part : parts) {
            if (part.equals("..")) {
                throw subject.fault(ImageFault.PATH_PARENT, quoted(text) + " leads through \"..\"");
            }
            if (part.isEmpty() || part.equals(".")) {
                throw subject.fault(ImageFault.PATH_NOT_NORMAL, quoted(text) + " has an empty part or \".\"");
            }
            int bytes = part.getBytes(StandardCharsets.UTF_8).length;
            subject.check(limits, Limit.NAME_BYTES, bytes);
        }
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    @Override
    public String toString() {
        return isRoot() ? "." : text;
    }
}
