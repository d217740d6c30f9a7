package dev.immure.cli.judge;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Holds what came out against what must. Tells every difference, so that one run shows them all. */
final class Comparison {
    private final Scenario.Expected expected;
    private final Courthouse.Outcome outcome;
    private final List<String> differences = new ArrayList<>();

    private Comparison(Scenario.Expected expected, Courthouse.Outcome outcome) {
        this.expected = expected;
        this.outcome = outcome;
    }

    static List<String> differences(Scenario.Expected expected, Courthouse.Outcome outcome) {
        Comparison comparison = new Comparison(expected, outcome);
        comparison.streams();
        if (outcome.hasReceipt()) {
            comparison.result(outcome.result());
        } else if (!expected.verdicts().contains(Scenario.Expected.REFUSED)) {
            comparison.differences.add("nothing was run");
        }
        return comparison.differences;
    }

    private void streams() {
        expected.status()
                .filter(status -> status != outcome.status())
                .ifPresent(status -> differences.add("the status is not " + status));
        expected.out()
                .filter(out -> !out.equals(outcome.out()))
                .ifPresent(out -> differences.add("standard output is not \"" + out + "\""));
        expected.copied()
                .filter(text -> !text.equals(outcome.copied()))
                .ifPresent(text -> differences.add("what was copied out is not \"" + text + "\""));
        requireFound(expected.outMatches(), outcome.out(), "standard output");
        requireFound(expected.errMatches(), outcome.err(), "standard error");
    }

    private void requireFound(Optional<String> pattern, String text, String where) {
        pattern.filter(p -> !Pattern.compile(p).matcher(text).find())
                .ifPresent(p -> differences.add(where + " does not have " + p));
    }

    private void result(JsonObject result) {
        try {
            String verdict = result.requireString("verdict");
            if (!expected.verdicts().contains(verdict)) {
                differences.add("the verdict is " + verdict + ", none of " + expected.verdicts());
            }
        } catch (JsonException e) {
            differences.add("the receipt has no verdict");
        }
        expected.exitCode().ifPresent(code -> within("exitCode", new Scenario.Bounds(code, code), result));
        expected.signal().ifPresent(signal -> within("signal", new Scenario.Bounds(signal, signal), result));
        expected.figures().forEach((figure, bounds) -> within(figure, bounds, result));
    }

    private void within(String figure, Scenario.Bounds bounds, JsonObject result) {
        try {
            long value = result.requireLong(figure);
            if (value < bounds.least() || value > bounds.most()) {
                differences.add(figure + " is " + value + ", not from " + bounds.least() + " to " + bounds.most());
            }
        } catch (JsonException e) {
            differences.add("the receipt has no " + figure);
        }
    }
}
