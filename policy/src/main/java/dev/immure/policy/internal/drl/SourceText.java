package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.SourceLine;
import java.util.List;

/** A policy file as its author sees it: names places in it. */
record SourceText(String file, String text, List<String> lines) {
    static SourceText of(String file, String text) {
        return new SourceText(file, text, text.lines().toList());
    }

    SourceLine at(int line) {
        return new SourceLine(file, Math.max(1, line));
    }

    /** The line of a place in the text, counted in UTF-16 units. */
    int lineOf(int character) {
        return 1
                + (int) text.substring(0, Math.min(text.length(), character))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** Where {@code part} begins, at or after {@code line}: DrlParser strips it and tells only the line of {@code then}. */
    SourceLine find(String part, int line) {
        String first = part.strip().lines().findFirst().orElse("");
        for (int i = Math.max(1, line); i <= lines.size(); i++) {
            if (!first.isEmpty() && lines.get(i - 1).contains(first)) {
                return at(i);
            }
        }
        return at(line);
    }
}
