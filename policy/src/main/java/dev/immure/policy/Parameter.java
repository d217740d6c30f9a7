package dev.immure.policy;

import dev.immure.core.runtime.Quantity;
import dev.immure.policy.internal.model.ParameterValue;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A value that the policy gives its own rules, from {@code policy.yaml}. Up to 64, each with a name of its own that a
 * pattern has to say. A rule reads it as one of the fields below, and a policy whose value cannot be read so is refused;
 * the other fields are empty, zero or false. In rules also {@code count}.
 *
 * @param name such as {@code max-memory}
 * @param text its text
 * @param number its whole number
 * @param bytes its size, {@code 512m} or a whole number, in bytes
 * @param nanoseconds its duration, {@code 1.5s}, in nanoseconds
 * @param flag its truth value
 * @param texts its list
 */
public record Parameter(
        String name, String text, long number, long bytes, long nanoseconds, boolean flag, List<String> texts) {
    public Parameter {
        FactBounds.text("a parameter's name", name);
        FactBounds.text("a parameter", text);
        FactBounds.count("a parameter", number);
        FactBounds.count("a parameter", bytes);
        FactBounds.count("a parameter", nanoseconds);
        texts = FactBounds.texts("a parameter", texts);
    }

    /** How many texts its list has. */
    public long count() {
        return texts.size();
    }

    static Parameter of(String name, ParameterValue value) {
        return switch (value) {
            case ParameterValue.Text text ->
                new Parameter(
                        name,
                        text.value(),
                        0,
                        amount(text.value(), Quantity::bytes),
                        amount(text.value(), t -> Quantity.duration(t).toNanos()),
                        false,
                        List.of());
            case ParameterValue.Whole whole ->
                new Parameter(name, "", whole.value(), whole.value(), 0, false, List.of());
            case ParameterValue.Flag flag -> new Parameter(name, "", 0, 0, 0, flag.value(), List.of());
            case ParameterValue.Texts texts -> new Parameter(name, "", 0, 0, 0, false, texts.values());
        };
    }

    /** What a value would have to be for a rule to read this field of it; empty when it is that. */
    static Optional<String> wanted(String field, ParameterValue value) {
        return switch (field) {
            case "text" -> value instanceof ParameterValue.Text ? Optional.empty() : Optional.of("text");
            case "number" -> value instanceof ParameterValue.Whole ? Optional.empty() : Optional.of("a whole number");
            case "flag" -> value instanceof ParameterValue.Flag ? Optional.empty() : Optional.of("true or false");
            case "texts", "count" ->
                value instanceof ParameterValue.Texts ? Optional.empty() : Optional.of("a list of texts");
            case "bytes" ->
                value instanceof ParameterValue.Whole || isText(value, Quantity::bytes)
                        ? Optional.empty()
                        : Optional.of("a size such as 512m");
            case "nanoseconds" ->
                isText(value, text -> Quantity.duration(text).toNanos())
                        ? Optional.empty()
                        : Optional.of("a duration such as 1.5s");
            default -> Optional.empty();
        };
    }

    private static boolean isText(ParameterValue value, ToLongFunction<String> read) {
        return value instanceof ParameterValue.Text text && amount(text.value(), read, -1) >= 0;
    }

    private static long amount(String text, ToLongFunction<String> read) {
        return amount(text, read, 0);
    }

    private static long amount(String text, ToLongFunction<String> read, long otherwise) {
        try {
            return read.applyAsLong(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return otherwise;
        }
    }
}
