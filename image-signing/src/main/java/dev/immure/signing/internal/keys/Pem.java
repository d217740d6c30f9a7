package dev.immure.signing.internal.keys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of strict PEM (RFC 7468). A file is whole blocks with nothing but blank lines between them: one with text
 * around its key, or with two keys of which a lenient reader takes the first, is not a file to trust.
 */
public final class Pem {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----[ \\t]*");
    private static final String END_FORMAT = "-----END ";

    private final String label;
    private final byte[] der;

    Pem(String label, byte[] der) {
        this.label = label;
        this.der = der;
    }

    /** Empty when the text is not PEM through and through. */
    public static Optional<List<Pem>> parse(byte[] text) {
        List<Pem> blocks = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        String label = "";
        for (String line : new String(text, StandardCharsets.ISO_8859_1).lines().toList()) {
            Matcher begin = BEGIN.matcher(line);
            if (label.isEmpty()) {
                if (begin.matches()) {
                    label = begin.group(1);
                    content.setLength(0);
                } else if (!line.isBlank()) {
                    return Optional.empty();
                }
            } else if (line.stripTrailing().equals(END_FORMAT + label + "-----")) {
                Optional<byte[]> der = decode(content);
                if (der.isEmpty()) {
                    return Optional.empty();
                }
                blocks.add(new Pem(label, der.get()));
                label = "";
            } else {
                content.append(line.strip());
            }
        }
        return label.isEmpty() && !blocks.isEmpty() ? Optional.of(List.copyOf(blocks)) : Optional.empty();
    }

    private static Optional<byte[]> decode(StringBuilder content) {
        try {
            return Optional.of(Base64.getDecoder().decode(content.toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code PUBLIC KEY}, {@code EC PRIVATE KEY} … */
    public String label() {
        return label;
    }

    /** The decoded content itself, so that a private key can be wiped from it. */
    public byte[] der() {
        return der;
    }

    String text() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n" + END_FORMAT + label + "-----\n";
    }
}
