package dev.immure.core;

import java.util.HexFormat;

/** Makes foreign text harmless before it reaches a terminal or a log line. */
public final class Escape {
    private static final int MAX = 4096;

    private Escape() {}

    /**
     * Replaces control characters, bidirectional overrides and unpaired surrogates by visible escapes,
     * and cuts at 4,096 characters. Terminals act on C0 and C1 controls (ECMA-48), and on U+202A..202E
     * and U+2066..2069 (CVE-2021-42574).
     */
    public static String control(String text) {
        int end = Math.min(text.length(), MAX);
        StringBuilder out = new StringBuilder(end + 16);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (isHarmless(c)) {
                out.append(c);
            } else {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            }
        }
        return end < text.length() ? out.append("…").toString() : out.toString();
    }

    private static boolean isHarmless(char c) {
        boolean control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
        boolean bidirectional =
                (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
        boolean separator = c == 0x2028 || c == 0x2029 || c == 0xfeff;
        return !control && !bidirectional && !separator && !Character.isSurrogate(c);
    }
}
