package dev.immure.core.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the amounts of the command line and of profiles: sizes such as {@code 64m}, durations such as {@code 1.5s}. */
public final class Quantity {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})([bkmgt]?)");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m|h)");

    private Quantity() {}

    /**
     * Bytes from {@code 1024}, {@code 64k}, {@code 64m}, {@code 1g} or {@code 2t}; a letter of either case stands for a
     * power of 1024.
     *
     * @throws IllegalArgumentException when it is not of that form, or beyond 2^63 - 1
     */
    public static long bytes(String text) {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException("not a size such as 64m or 1g");
        }
        int power = size.group(2).isEmpty() ? 0 : "bkmgt".indexOf(size.group(2));
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * power));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("a size is at most 2^63 - 1 bytes", e);
        }
    }

    /**
     * A time from {@code 500ms}, {@code 1.5s}, {@code 10m} or {@code 1h}, exact to the nanosecond.
     *
     * @throws IllegalArgumentException when it is not of that form, or finer than a nanosecond
     */
    public static Duration duration(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException("not a duration such as 500ms or 1.5s");
        }
        long unit = switch (duration.group(2)) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
        try {
            BigDecimal nanoseconds = new BigDecimal(duration.group(1)).multiply(BigDecimal.valueOf(unit));
            return Duration.ofNanos(nanoseconds.longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("finer than a nanosecond, or longer than 292 years", e);
        }
    }
}
