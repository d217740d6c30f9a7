package dev.immure.core;

import java.util.HexFormat;

/** Makes foreign text harmless before it reaches a terminal or a log line. */
public final class Escape {
    private static final int MAX = 4096;

    private Escape() {}

    /**
     * Replaces what a terminal acts on or does not show by visible escapes, and cuts at 4,096 characters: C0 and C1 controls
     * (ECMA-48), format characters such as bidirectional overrides (CVE-2021-42574) and those of no width, which make two names
     * look alike, separators of lines, unpaired surrogates, and what Unicode assigns to nobody.
     */
    public static String control(String text) {
        int end = Math.min(text.length(), MAX);
        StringBuilder out = new StringBuilder(end + 16);
        for (int i = 0; i < end; ) {
            int point = text.codePointAt(i);
            if (isHarmless(point)) {
                out.appendCodePoint(point);
            } else {
                for (char c : Character.toChars(point)) {
                    out.append("\\u").append(HexFormat.of().toHexDigits(c));
                }
            }
            i += Character.charCount(point);
        }
        return end < text.length() ? out.append("…").toString() : out.toString();
    }

    /** Whether a character shows, and a terminal does not act on it; blanks of any width do. */
    public static boolean isHarmless(int point) {
        boolean unseen = switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> isFiller(point);
        };
        return !unseen;
    }

    /** Letters and marks of no appearance of their own (Unicode, Default_Ignorable_Code_Point, beyond the format characters). */
    private static boolean isFiller(int point) {
        return point == 0x034f // combining grapheme joiner
                || point == 0x115f
                || point == 0x1160 // Hangul fillers
                || point == 0x3164
                || point == 0xffa0
                || (point >= 0x17b4 && point <= 0x17b5) // Khmer inherent vowels
                || (point >= 0x180b && point <= 0x180f) // Mongolian selectors
                || (point >= 0xfe00 && point <= 0xfe0f) // variation selectors
                || (point >= 0xe0100 && point <= 0xe01ef);
    }
}
