package dev.immure.signing;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a trust file, line by line. Every text is quoted, so that none can be taken for something else. */
final class TrustFileText {
    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    TrustFileText comment(String text) {
        out.append("# ").append(oneLine(text)).append('\n');
        return this;
    }

    /** A name that further lines stand below. */
    TrustFileText open(int depth, String name) {
        out.append(STEP.repeat(depth)).append(name).append(":\n");
        return this;
    }

    TrustFileText field(int depth, String name, String value) {
        return line(depth, name + ": " + value);
    }

    TrustFileText line(int depth, String text) {
        out.append(STEP.repeat(depth)).append(text).append('\n');
        return this;
    }

    /** A text in double quotes (YAML 1.2, 7.3.1). */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    static String list(List<String> texts) {
        return texts.stream().map(TrustFileText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
