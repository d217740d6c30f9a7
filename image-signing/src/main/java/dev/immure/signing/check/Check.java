package dev.immure.signing.check;

import dev.immure.core.Fault;
import java.util.Objects;
import java.util.Optional;

/**
 * One question that was asked while verifying, and its answer.
 *
 * @param name what was checked: {@code payload-digest}, {@code signature} …
 * @param input what it was checked on: a digest, a reference
 * @param authority what it was checked against: a digest, a rule, a key
 * @param time the moment for which the answer holds, for checks that depend on one
 */
public record Check(String name, String input, String authority, Optional<TrustedTime> time, Result result) {
    public Check {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(input, "input is null");
        Objects.requireNonNull(authority, "authority is null");
        Objects.requireNonNull(time, "time is null");
        Objects.requireNonNull(result, "result is null");
    }

    /** The answer to a check. */
    public sealed interface Result {}

    public record Passed() implements Result {}

    public record Failed(Fault fault) implements Result {}

    /** Not asked, or failed where the trust policy says to go on; the text says which and why. */
    public record Noted(String text) implements Result {}

    public static Check passed(String name, String input, String authority) {
        return new Check(name, input, authority, Optional.empty(), new Passed());
    }

    public static Check noted(String name, String input, String authority, String text) {
        return new Check(name, input, authority, Optional.empty(), new Noted(text));
    }

    public static Check failed(String name, String input, String authority, Fault fault) {
        return new Check(name, input, authority, Optional.empty(), new Failed(fault));
    }
}
