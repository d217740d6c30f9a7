package dev.immure.policy.cache;

import dev.immure.core.image.Digest;
import dev.immure.policy.ClockGrain;
import dev.immure.policy.PolicyOutline;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/**
 * The outline of a policy as five lines: format, digest, grain, first and last day (days since 1970, or {@code -}). No JSON, as
 * a process that finds all that it needs in here reads little else. There is one form: what is read is what would be written.
 */
final class OutlineText {
    private static final String FORMAT = "immure-policy-outline 1";
    private static final String NONE = "-";
    private static final int LINES = 5;
    private static final int MAX_BYTES = 256;

    private OutlineText() {}

    static byte[] write(PolicyOutline outline) {
        String text = FORMAT + "\n" + outline.digest() + "\n" + outline.grain().name() + "\n" + day(outline.notBefore())
                + "\n" + day(outline.notAfter()) + "\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Empty when it is no outline. */
    static Optional<PolicyOutline> read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return Optional.empty();
        }
        // Behind the last line there is one more, an empty one.
        String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n", -1);
        if (lines.length != LINES + 1) {
            return Optional.empty();
        }
        try {
            PolicyOutline outline = new PolicyOutline(
                    Digest.parse(lines[1]), day(lines[3]), day(lines[4]), ClockGrain.valueOf(lines[2]));
            return Arrays.equals(write(outline), bytes) ? Optional.of(outline) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String day(Optional<LocalDate> day) {
        return day.isPresent() ? Long.toString(day.get().toEpochDay()) : NONE;
    }

    private static Optional<LocalDate> day(String text) {
        return text.equals(NONE) ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(Long.parseLong(text)));
    }
}
