package dev.immure.cli;

/** What {@code --output} takes. */
public enum OutputFormat {
    text,
    json
}
