package dev.immure.policy.explain;

import dev.immure.policy.Parameter;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.internal.model.ParameterValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Other values for the parameters of a policy: those that its rules hold them against. */
final class PolicyCandidates {
    /** Items of a list that are tried without, one by one. */
    private static final int MOST_ITEMS = 64;

    /** Stands for all texts that no fact at hand has. */
    private static final String OTHER = "other";

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double NEAR = 1;
    private static final double FAR = 3;

    private final PolicyBundle bundle;
    private final Hints hints;
    private final List<Candidate> found = new ArrayList<>();

    private PolicyCandidates(PolicyBundle bundle, Hints hints) {
        this.bundle = bundle;
        this.hints = hints;
    }

    /** @param seen all that the rules see, the parameters among them */
    static List<Candidate> of(PolicyBundle bundle, Hints hints, List<Object> seen) {
        PolicyCandidates candidates = new PolicyCandidates(bundle, hints);
        for (Object fact : seen) {
            if (fact instanceof Parameter parameter) {
                Optional.ofNullable(bundle.policy().parameters().get(parameter.name()))
                        .ifPresent(value -> candidates.parameter(parameter, value));
            }
        }
        return candidates.found;
    }

    private void parameter(Parameter parameter, ParameterValue value) {
        switch (value) {
            case ParameterValue.Whole whole -> {
                numbers("number").forEach(number -> whole(parameter, number));
                numbers("bytes").forEach(number -> whole(parameter, number));
            }
            case ParameterValue.Text text -> text(parameter, text.value());
            case ParameterValue.Flag flag ->
                add(parameter, new ParameterValue.Flag(!flag.value()), String.valueOf(!flag.value()), NEAR);
            case ParameterValue.Texts texts -> items(parameter, texts.values());
        }
    }

    private void whole(Parameter parameter, long number) {
        add(parameter, new ParameterValue.Whole(number), String.valueOf(number), moved(parameter.number(), number));
    }

    /** A text may be read as a size or as a duration; what it is now, it stays. */
    private void text(Parameter parameter, String now) {
        if (parameter.bytes() > 0) {
            numbers("bytes").forEach(bytes -> text(parameter, bytes.toString(), moved(parameter.bytes(), bytes)));
        } else if (parameter.nanoseconds() > 0) {
            numbers("nanoseconds").forEach(nanos -> {
                String text = Math.ceilDiv(nanos, NANOS_PER_MILLI) + "ms";
                text(parameter, text, moved(parameter.nanoseconds(), nanos));
            });
        } else {
            texts("text").stream().filter(text -> !text.equals(now)).forEach(text -> text(parameter, text, FAR));
        }
    }

    private void text(Parameter parameter, String text, double effort) {
        add(parameter, new ParameterValue.Text(text), JsonText.quoted(text), effort);
    }

    private void items(Parameter parameter, List<String> now) {
        Set<String> more = new LinkedHashSet<>(texts("texts"));
        more.add(OTHER);
        more.stream().filter(text -> !now.contains(text)).forEach(text -> {
            List<String> longer = new ArrayList<>(now);
            longer.add(text);
            items(parameter, longer, text.equals(OTHER) ? FAR : NEAR);
        });
        for (int i = 0; i < Math.min(now.size(), MOST_ITEMS); i++) {
            List<String> shorter = new ArrayList<>(now);
            shorter.remove(i);
            items(parameter, shorter, NEAR);
        }
    }

    private void items(Parameter parameter, List<String> items, double effort) {
        add(parameter, new ParameterValue.Texts(items), JsonText.list(items), effort);
    }

    private void add(Parameter parameter, ParameterValue value, String text, double effort) {
        found.add(new Candidate.OfPolicy(
                Change.Kind.PARAMETER,
                "/parameters/" + parameter.name(),
                Optional.of(now(parameter)),
                Optional.of(text),
                () -> bundle.withParameters(Map.of(parameter.name(), value)),
                effort));
    }

    private String now(Parameter parameter) {
        return switch (bundle.policy().parameters().getOrDefault(parameter.name(), new ParameterValue.Text(""))) {
            case ParameterValue.Whole whole -> String.valueOf(whole.value());
            case ParameterValue.Text text -> JsonText.quoted(text.value());
            case ParameterValue.Flag flag -> String.valueOf(flag.value());
            case ParameterValue.Texts texts -> JsonText.list(texts.values());
        };
    }

    /** Each value that a rule holds this field against, and its neighbours. */
    private Set<Long> numbers(String field) {
        Set<Long> numbers = new LinkedHashSet<>();
        for (Object value : hints.of("Parameter", field)) {
            if (value instanceof Long number && number > 0 && number < Long.MAX_VALUE) {
                numbers.addAll(List.of(number - 1, number, number + 1));
            }
        }
        return numbers;
    }

    private List<String> texts(String field) {
        return hints.of("Parameter", field).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /** Between near and far. */
    private static double moved(long from, long to) {
        double distance = Math.abs((double) from - (double) to);
        return NEAR + distance / (distance + Math.max(1, from));
    }
}
