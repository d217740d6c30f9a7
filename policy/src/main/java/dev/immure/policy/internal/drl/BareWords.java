package dev.immure.policy.internal.drl;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of the head of a rule, outside strings and comments, up to {@code when} or {@code then}. DrlParser keeps the
 * first of two equal attributes and says nothing; what it drops is found here.
 */
final class BareWords {
    private final String text;
    private final int end;
    private int at;

    private BareWords(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** @param start of the rule, in UTF-16 units, as DrlParser counts */
    static List<String> ofHead(String text, int start, int end) {
        BareWords reader = new BareWords(text, Math.max(0, start), Math.min(text.length(), end));
        List<String> words = new ArrayList<>();
        while (reader.at < reader.end) {
            String word = reader.next();
            if (word.equals("when") || word.equals("then")) {
                return words;
            }
            words.add(word);
        }
        return words;
    }

    /** The head itself, as written; all of the text when it has no end. */
    static String head(String text, int start, int end) {
        BareWords reader = new BareWords(text, Math.max(0, start), Math.min(text.length(), end));
        int from = reader.at;
        while (reader.at < reader.end) {
            String word = reader.next();
            if (word.equals("when") || word.equals("then")) {
                return text.substring(from, reader.at - word.length());
            }
        }
        return text.substring(from, reader.end);
    }

    /** The next word; something else gives an empty one. */
    private String next() {
        int start = at;
        if (text.charAt(at) == '"') {
            skipString();
            return "";
        }
        if (text.startsWith("//", at) || text.startsWith("/*", at)) {
            String close = text.charAt(at + 1) == '/' ? "\n" : "*/";
            int found = text.indexOf(close, at + 2);
            at = found < 0 ? end : found + close.length();
            return "";
        }
        while (at < end && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        String word = text.substring(start, at);
        at = Math.max(at, start + 1);
        return word;
    }

    private void skipString() {
        for (at++; at < end && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
        at++;
    }
}
