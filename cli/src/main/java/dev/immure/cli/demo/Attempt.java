package dev.immure.cli.demo;

import java.util.Objects;
import java.util.Optional;

/**
 * One line of the probe: what it tried from inside, and what came of it.
 *
 * @param wall which wall it tried
 * @param tried the act
 * @param result begins with {@code stopped}, {@code hidden}, {@code skipped} or {@code OPEN}
 */
public record Attempt(String wall, String tried, String result) {
    private static final int FIELDS = 4;

    public Attempt {
        Objects.requireNonNull(wall, "wall is null");
        Objects.requireNonNull(tried, "tried is null");
        Objects.requireNonNull(result, "result is null");
    }

    /** Empty for a line that is not the probe's. */
    static Optional<Attempt> parse(String line) {
        String[] fields = line.split("\t", -1);
        return fields.length == FIELDS ? Optional.of(new Attempt(fields[0], fields[2], fields[3])) : Optional.empty();
    }

    /** Whether the wall held. What could not be tried here held nothing, and opened nothing. */
    public boolean held() {
        return result.startsWith("stopped") || result.startsWith("hidden");
    }

    public boolean skipped() {
        return result.startsWith("skipped");
    }
}
