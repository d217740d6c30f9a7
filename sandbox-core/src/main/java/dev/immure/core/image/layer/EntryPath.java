package dev.immure.core.image.layer;

import dev.immure.core.image.Digest;
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
    static EntryPath parse(byte[] raw, Limits limits, Digest layer) {
        limits.check(Limit.PATH_BYTES, raw.length, "cannot unpack the layer", layer);
        String name = decode(raw, layer);
        if (name.isEmpty()) {
            throw fault(ImageFault.PATH_NOT_NORMAL, layer, "an entry has an empty name");
        }
        if (name.startsWith("/")) {
            throw fault(ImageFault.PATH_ABSOLUTE, layer, quoted(name) + " is absolute");
        }
        String text = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (text.equals(".")) {
            return ROOT;
        }
        EntryPath path = new EntryPath(text.startsWith("./") ? text.substring(2) : text);
        path.check(limits, layer);
        return path;
    }

    /** UTF-8 without NUL; what a symbolic link points to goes through here too. */
    static String decode(byte[] raw, Digest layer) {
        for (byte b : raw) {
            if (b == 0) {
                throw fault(ImageFault.PATH_NUL, layer, "a name holds a NUL");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            throw fault(ImageFault.PATH_ENCODING, layer, "a name is not UTF-8");
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

    private void check(Limits limits, Digest layer) {
        String[] parts = text.split("/", -1);
        limits.check(Limit.PATH_DEPTH, parts.length, "cannot unpack the layer", layer);
        for (String part : parts) {
            if (part.equals("..")) {
                throw fault(ImageFault.PATH_PARENT, layer, quoted(text) + " leads through \"..\"");
            }
            if (part.isEmpty() || part.equals(".")) {
                throw fault(ImageFault.PATH_NOT_NORMAL, layer, quoted(text) + " has an empty part or \".\"");
            }
            int bytes = part.getBytes(StandardCharsets.UTF_8).length;
            limits.check(Limit.NAME_BYTES, bytes, "cannot unpack the layer", layer);
        }
    }

    private static RuntimeException fault(ImageFault fault, Digest layer, String why) {
        return fault.at("cannot unpack the layer", layer, why);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    @Override
    public String toString() {
        return isRoot() ? "." : text;
    }
}
