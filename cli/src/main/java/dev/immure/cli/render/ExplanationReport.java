package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Escape;
import dev.immure.core.image.Digest;
import dev.immure.policy.FiredRule;
import dev.immure.policy.FiredRule.MatchedFact;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.audit.Outcome;
import dev.immure.policy.explain.Change;
import dev.immure.policy.explain.Explanation;
import dev.immure.policy.explain.Miss;
import dev.immure.policy.explain.NearMiss;
import dev.immure.policy.explain.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a decision came out as it did: {@code immure policy explain}.
 *
 * @param recorded what was decided, when it was a recorded decision that was explained
 */
public record ExplanationReport(Explanation explanation, Optional<Recorded> recorded) implements Answer {
    public ExplanationReport {
        Objects.requireNonNull(explanation, "explanation is null");
        Objects.requireNonNull(recorded, "recorded is null");
    }

    /**
     * The decision in the log.
     *
     * @param policy digest of the policy that decided
     * @param bundle its name
     * @param masked pointers to values that are not in the facts any more
     */
    public record Recorded(String run, Outcome outcome, Digest policy, String bundle, List<String> masked) {
        public Recorded {
            masked = List.copyOf(masked);
        }
    }

    /** What must be known before the rest is believed; empty when the recorded decision is the one explained. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        recorded.ifPresent(run -> {
            if (!run.policy().equals(decision().policy())) {
                warnings.add("run " + run.run() + " was decided by another policy: " + run.bundle() + ", "
                        + run.policy() + ". This explains what " + decision().policy() + " says of the same facts");
            }
            if (!run.masked().isEmpty()) {
                warnings.add("these facts were masked, and no rule sees them: " + String.join(", ", run.masked()));
            }
            if (run.outcome().permitted() != permitted()) {
                warnings.add("the recorded decision was " + run.outcome().word() + ", this one is " + word());
            }
        });
        return warnings;
    }

    @Override
    public void text(TextOutput out) {
        warnings().forEach(warning -> out.line("WARNING: " + warning));
        new DecisionReport(decision()).headline(out);
        out.line("fired:");
        decision().rules().forEach(rule -> fired(out, rule));
        if (decision().rules().isEmpty()) {
            out.line("  nothing");
        }
        out.line("did not fire:");
        explanation.misses().forEach(miss -> missed(out, miss));
        if (explanation.misses().isEmpty()) {
            out.line("  nothing");
        }
        nearest(out, explanation.nearest());
    }

    private static void fired(TextOutput out, FiredRule rule) {
        out.line("  " + rule.rule() + " (" + rule.source() + "): " + String.join(", ", rule.said()));
        rule.facts().forEach(fact -> out.line("    " + fact.type() + values(fact.values())));
    }

    private static void missed(TextOutput out, NearMiss miss) {
        out.line("  " + miss.rule() + ": would " + String.join(", ", miss.would()));
        miss.misses().stream().distinct().forEach(why -> out.line("    " + why.at() + ": " + text(why)));
    }

    private static String text(Miss miss) {
        return switch (miss) {
            case Miss.NotInForce dates -> dates.why();
            case Miss.NoFact none -> "there is no " + none.type();
            case Miss.ConditionFailed failed ->
                failed.type() + ": " + failed.condition() + " does not hold:" + values(failed.seen());
            case Miss.Hindered hindered -> {
                StringBuilder text = new StringBuilder("there is what 'not' excludes:");
                for (int i = 0; i < hindered.patterns().size(); i++) {
                    text.append(' ')
                            .append(hindered.patterns().get(i))
                            .append(values(hindered.seen().get(i)));
                }
                yield text.toString();
            }
        };
    }

    private static String values(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> " " + value.getKey() + " = " + Escape.control(value.getValue()))
                .collect(Collectors.joining(","));
    }

    private void nearest(TextOutput out, Nearest nearest) {
        String wanted = permitted() ? "deny" : "permit";
        if (nearest.changes().isEmpty()) {
            out.line("no single change was found that would " + wanted + " it; " + tried(nearest));
            return;
        }
        out.line("would " + wanted + " it, nearest first (" + tried(nearest) + "):");
        nearest.changes()
                .forEach(change -> out.line("  " + text(change) + " -> " + String.join(", ", change.reasons())));
    }

    private static String tried(Nearest nearest) {
        return nearest.isComplete()
                ? "all " + nearest.tried() + " candidates were tried"
                : nearest.tried() + " of " + nearest.candidates() + " candidates were tried";
    }

    private static String text(Change change) {
        String from = change.from().map(was -> " instead of " + was).orElse("");
        return switch (change.kind()) {
            case SET -> change.pointer() + " = " + change.to().orElse("") + from;
            case REMOVE ->
                "without " + change.pointer()
                        + change.from().map(was -> " = " + was).orElse("");
            case ADD -> "with " + change.pointer() + " = " + change.to().orElse("");
            case PARAMETER ->
                "with policy.yaml " + change.pointer() + " = " + change.to().orElse("") + from;
            case WAIVER -> "with a waiver: " + change.to().orElse("");
            case SIGN ->
                "with a signature that the trust policy accepts: " + change.to().orElse("");
        };
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        new DecisionReport(decision()).decided(json);
        JsonOutput.strings(json, "cautions", warnings());
        json.writeFieldName("recorded");
        if (recorded.isPresent()) {
            recorded(json, recorded.get());
        } else {
            json.writeNull();
        }
        json.writeArrayFieldStart("fired");
        for (FiredRule rule : decision().rules()) {
            json.writeStartObject();
            json.writeStringField("rule", rule.rule());
            json.writeStringField("source", rule.source());
            JsonOutput.strings(json, "said", rule.said());
            json.writeArrayFieldStart("facts");
            for (MatchedFact fact : rule.facts()) {
                json.writeStartObject();
                json.writeStringField("type", fact.type());
                JsonOutput.stringMap(json, "values", fact.values());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("notFired");
        for (NearMiss miss : explanation.misses()) {
            missed(json, miss);
        }
        json.writeEndArray();
        JsonOutput.object(json, "nearest", ExplanationJson.nearest(explanation.nearest()));
    }

    private void recorded(JsonGenerator json, Recorded run) throws IOException {
        json.writeStartObject();
        json.writeStringField("run", run.run());
        json.writeStringField("decision", run.outcome().word());
        json.writeStringField("policy", run.policy().toString());
        json.writeStringField("bundle", run.bundle());
        json.writeBooleanField("samePolicy", run.policy().equals(decision().policy()));
        JsonOutput.strings(json, "masked", run.masked());
        json.writeEndObject();
    }

    private static void missed(JsonGenerator json, NearMiss miss) throws IOException {
        json.writeStartObject();
        json.writeStringField("rule", miss.rule());
        json.writeStringField("source", miss.source());
        JsonOutput.strings(json, "would", miss.would());
        json.writeArrayFieldStart("misses");
        for (Miss why : miss.misses()) {
            ExplanationJson.miss(json, why);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private PolicyDecision decision() {
        return explanation.decision();
    }

    private boolean permitted() {
        return decision() instanceof PolicyDecision.Permit;
    }

    private String word() {
        return permitted() ? "permit" : "deny";
    }
}
