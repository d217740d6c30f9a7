package dev.immure.policy.audit;

import dev.immure.core.Escape;

/** Puts foreign text where it stays text: in elements, in attributes between double quotes, in XML as in HTML. */
final class MarkupText {
    private MarkupText() {}

    static String of(String text) {
        String harmless = Escape.control(text);
        StringBuilder out = new StringBuilder(harmless.length() + 16);
        for (int i = 0; i < harmless.length(); i++) {
            char c = harmless.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                // XML 1.0, production 2: no characters, escaped or not.
                case '\uFFFE', '\uFFFF' -> out.append('?');
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
