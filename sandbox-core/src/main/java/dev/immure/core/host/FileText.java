package dev.immure.core.host;

import java.util.Optional;

/**
 * What reading a small file of the host gave.
 *
 * @param path what was read
 * @param text the content; empty when it could not be read
 * @param reason why not: {@code does not exist}, {@code permission denied}; empty otherwise
 */
record FileText(String path, Optional<String> text, String reason) {
    static FileText of(String path, String text) {
        return new FileText(path, Optional.of(text), "");
    }

    static FileText unreadable(String path, String reason) {
        return new FileText(path, Optional.empty(), reason);
    }

    /** The content without blanks around it; empty when there is none. */
    String value() {
        return text.map(String::strip).orElse("");
    }

    boolean is(String value) {
        return text.isPresent() && value().equals(value);
    }

    /** As evidence: {@code /proc/x = 1}, or {@code /proc/x does not exist}. Long content is cut. */
    String evidence() {
        String value = value();
        String shown = value.length() > 120 ? value.substring(0, 120) + "…" : value;
        return text.isPresent() ? path + " = " + shown.replace('\n', ' ') : path + " " + reason;
    }
}
