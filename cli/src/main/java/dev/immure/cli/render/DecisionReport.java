package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Escape;
import dev.immure.policy.FiredRule;
import dev.immure.policy.Obligation;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.Reason;
import dev.immure.policy.Waived;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A decision with everything that explains it: {@code immure policy check}. */
public record DecisionReport(PolicyDecision decision, Optional<PolicyBundle> policy) implements Answer {
    public DecisionReport {
        Objects.requireNonNull(policy, "policy is null");
        Objects.requireNonNull(decision, "decision is null");
    }

    /** Where it is said elsewhere what the policy is. */
    DecisionReport(PolicyDecision decision) {
        this(decision, Optional.empty());
    }

    @Override
    public void text(TextOutput out) {
        headline(out);
        decision.rules()
                .forEach(rule -> out.line("  fired: " + rule.rule() + " (" + Escape.control(rule.source()) + "): "
                        + String.join(", ", rule.said())));
    }

    /** The answer, without the rules that gave it. */
    void headline(TextOutput out) {
        int lifted = decision.waived().size();
        out.line(word() + " " + decision.decisionId() + " under policy " + decision.policy()
                + (lifted == 0 ? "" : ", " + lifted + " waived")
                + (decision.recalled() ? ", as before" : ""));
        policy.ifPresent(bundle -> out.line("  policy: " + Escape.control(bundle.title())));
        reasons().forEach(reason -> out.line("  " + say(reason)));
        decision.warnings().forEach(warning -> out.line("  warning: " + say(warning)));
        decision.waived().forEach(waived -> out.line("  waived: " + say(waived)));
        decision.lapsed()
                .forEach(waived -> out.line("  not waived (" + waived.state().words() + "): " + say(waived)));
        obligations().forEach(obligation -> out.line("  obligation: " + text(obligation)));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        decided(json);
        json.writeArrayFieldStart("rules");
        for (FiredRule rule : decision.rules()) {
            json.writeStartObject();
            json.writeStringField("rule", rule.rule());
            json.writeStringField("source", rule.source());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The answer, without the rules that gave it. */
    void decided(JsonGenerator json) throws IOException {
        json.writeStringField("decision", word());
        json.writeStringField("decisionId", decision.decisionId());
        json.writeStringField("policy", decision.policy().toString());
        json.writeBooleanField("recalled", decision.recalled());
        JsonOutput.optional(json, "bundle", policy.map(PolicyBundle::title));
        JsonOutput.optional(json, "origin", policy.map(bundle -> bundle.origin().label()));
        writeReasons(json, "reasons", reasons());
        writeReasons(json, "warnings", decision.warnings());
        writeWaived(json, "waived", decision.waived());
        writeWaived(json, "lapsed", decision.lapsed());
        json.writeArrayFieldStart("obligations");
        for (Obligation obligation : obligations()) {
            json.writeString(text(obligation));
        }
        json.writeEndArray();
    }

    private String word() {
        return switch (decision) {
            case PolicyDecision.Permit ignored -> "permit";
            case PolicyDecision.Deny ignored -> "deny";
        };
    }

    private List<Reason> reasons() {
        return switch (decision) {
            case PolicyDecision.Permit permit -> permit.reasons();
            case PolicyDecision.Deny deny -> deny.reasons();
        };
    }

    private List<Obligation> obligations() {
        return switch (decision) {
            case PolicyDecision.Permit permit -> permit.obligations();
            case PolicyDecision.Deny ignored -> List.of();
        };
    }

    private static String text(Obligation obligation) {
        return (obligation.kind() + " " + obligation.value()).strip();
    }

    private static String say(Reason reason) {
        return reason.code() + ": " + Escape.control(reason.text()) + " (" + reason.rule() + ")";
    }

    private static String say(Waived waived) {
        return say(waived.denial()) + " by " + waived.waiver() + " of " + Escape.control(waived.owner()) + " until "
                + Escape.control(waived.expires()) + ": " + Escape.control(waived.because());
    }

    private static void writeWaived(JsonGenerator json, String name, List<Waived> all) throws IOException {
        json.writeArrayFieldStart(name);
        for (Waived waived : all) {
            json.writeStartObject();
            json.writeStringField("waiver", waived.waiver());
            json.writeStringField("state", waived.state().id());
            json.writeStringField("owner", waived.owner());
            json.writeStringField("because", waived.because());
            json.writeStringField("expires", waived.expires());
            json.writeStringField("code", waived.denial().code());
            json.writeStringField("rule", waived.denial().rule());
            json.writeStringField("text", waived.denial().text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeReasons(JsonGenerator json, String name, List<Reason> reasons) throws IOException {
        json.writeArrayFieldStart(name);
        for (Reason reason : reasons) {
            json.writeStartObject();
            json.writeStringField("code", reason.code());
            json.writeStringField("rule", reason.rule());
            json.writeStringField("text", reason.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
