package dev.immure.policy.internal.drl;

import dev.immure.core.Escape;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * The gate before any parser: what passes is bounded, strict UTF-8 in NFC, shows on a screen as it is read by a machine
 * (CVE-2021-42574), holds no Unicode escape (which Java and Drools' lexer undo at different times: the way from a rule
 * name to running code) and nests no deeper than a recursive parser can bear.
 */
public final class RawText {
    private static final int EMPTY_BRAILLE = 0x2800;

    private final String file;
    private final String text;
    private final Faults faults;
    private int at;
    private int line = 1;
    private int depth;

    private RawText(String file, String text, Faults faults) {
        this.file = file;
        this.text = text;
        this.faults = faults;
    }

    /** The text, unless a fault was added. */
    static Optional<String> admit(String file, byte[] bytes, Faults faults) {
        int before = faults.size();
        Optional<String> text = decode(file, bytes, faults);
        text.ifPresent(t -> {
            new RawText(file, t, faults).characters();
            new RawText(file, t, faults).structure();
        });
        return faults.size() == before ? text : Optional.empty();
    }

    /** As for DRL, but without looking for brackets and strings; a carriage return before a line feed is dropped. */
    public static Optional<String> plain(String file, byte[] bytes, Faults faults) {
        int before = faults.size();
        Optional<String> text = decode(file, bytes, faults).map(t -> t.replace("\r\n", "\n"));
        text.ifPresent(t -> new RawText(file, t, faults).characters());
        return faults.size() == before ? text : Optional.empty();
    }

    /** Whether it shows on a screen as it is read by a machine; of control characters line feed and tab alone. */
    public static boolean isPlain(String text) {
        return text.codePoints().allMatch(RawText::isPlain) && Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }

    private static Optional<String> decode(String file, byte[] bytes, Faults faults) {
        if (bytes.length > Limits.FILE_BYTES) {
            faults.add(
                    PolicyFaultCode.SIZE,
                    file,
                    "the file has " + bytes.length + " bytes, and the most is " + Limits.FILE_BYTES);
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
                return Optional.of(text);
            }
            faults.add(PolicyFaultCode.ENCODING, file, "the text is not in Unicode normalisation form C");
        } catch (CharacterCodingException e) {
            faults.add(PolicyFaultCode.ENCODING, file, "the bytes are not UTF-8");
        }
        return Optional.empty();
    }

    private void characters() {
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (!isPlain(c)) {
                fault(PolicyFaultCode.CONTROL, "the text holds the character U+" + Integer.toHexString(c));
            }
            if (c == '\\' && at + 1 < text.length() && (text.charAt(at + 1) | 0x20) == 'u') {
                fault(PolicyFaultCode.UNICODE_ESCAPE, "the text holds a Unicode escape");
            }
            advance(Character.charCount(c));
        }
    }

    private static boolean isPlain(int c) {
        // A blank that is none, and what shows as one, make two texts that look alike.
        boolean blank = Character.getType(c) == Character.SPACE_SEPARATOR || c == EMPTY_BRAILLE;
        return c == ' ' || c == '\n' || c == '\t' || (Escape.isHarmless(c) && !blank);
    }

    private void structure() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("//", at)) {
                skipTo("\n");
            } else if (text.startsWith("/*", at)) {
                skipTo("*/");
            } else if (c == '"') {
                string();
            } else {
                bracket(c);
                advance(1);
            }
        }
    }

    private void bracket(char c) {
        switch (c) {
            case '\'' -> fault(PolicyFaultCode.QUOTE, "a single quote stands outside a string or a comment");
            case '(', '[', '{' -> {
                if (++depth == Limits.NESTING + 1) {
                    fault(PolicyFaultCode.NESTING, "brackets nest deeper than " + Limits.NESTING);
                }
            }
            case ')', ']', '}' -> depth--;
            default -> {}
        }
    }

    private void string() {
        int start = line;
        advance(1);
        while (at < text.length() && text.charAt(at) != '"' && line == start) {
            advance(text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1);
        }
        if (at >= text.length() || line != start) {
            faults.add(PolicyFaultCode.SYNTAX, new SourceLine(file, start), "a string does not end on its line");
        }
        advance(1);
    }

    private void skipTo(String end) {
        int found = text.indexOf(end, at + 2);
        if (found < 0 && !end.equals("\n")) {
            fault(PolicyFaultCode.SYNTAX, "a comment does not end");
        }
        advance(found < 0 ? text.length() - at : found + end.length() - at);
    }

    private void advance(int characters) {
        int end = Math.min(text.length(), at + characters);
        for (; at < end; at++) {
            if (text.charAt(at) == '\n') {
                line++;
            }
        }
    }

    private void fault(PolicyFaultCode code, String why) {
        faults.add(code, new SourceLine(file, line), why);
    }
}
