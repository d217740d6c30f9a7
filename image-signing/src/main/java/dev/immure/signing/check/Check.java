package dev.immure.signing;

import dev.immure.core.Fault;
import java.util.Objects;

/**
 * One question that was asked while verifying, and its answer.
 *
 * @param name what was checked: {@code payload-digest}, {@code signature} …
 * @param input what it was checked on: a digest, a reference
 * @param authority what it was checked against: a digest, a rule, a key
 */
public record Check(String name, String input, String authority, Result result) {
    public Check {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(input, "input is null");
        Objects.requireNonNull(authority, "authority is null");
        Objects.requireNonNull(result, "result is null");
    }

    /** The answer to a check. */
    public sealed interface Result {}

    public record Passed() implements Result {}

    public record Failed(Fault fault) implements Result {}

    static Check passed(String name, String input, String authority) {
        return new Check(name, input, authority, new Passed());
    }

    static Check failed(String name, String input, String authority, Fault fault) {
        return new Check(name, input, authority, new Failed(fault));
    }
}
