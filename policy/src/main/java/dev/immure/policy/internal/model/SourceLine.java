package dev.immure.policy.internal.model;

/**
 * A place in a policy file.
 *
 * @param line counted from 1
 */
public record SourceLine(String file, int line) {
    public SourceLine plus(int lines) {
        return new SourceLine(file, line + lines);
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
