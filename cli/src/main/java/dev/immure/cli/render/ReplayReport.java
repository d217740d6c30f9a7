package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.Reason;
import dev.immure.policy.audit.AuditSummary;
import dev.immure.policy.audit.CallerTally;
import dev.immure.policy.audit.ControlTally;
import dev.immure.policy.audit.Effect;
import dev.immure.policy.audit.Outcome;
import dev.immure.policy.audit.Replayed;
import dev.immure.policy.audit.RuleTally;
import dev.immure.policy.audit.WaiverTally;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a policy would change: {@code immure policy audit}. */
public record ReplayReport(AuditSummary summary) implements Answer {
    public ReplayReport {
        Objects.requireNonNull(summary, "summary is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line("policy " + summary.policy() + " (" + summary.digest() + ") over " + summary.over());
        out.line(count(summary) + ": " + totals(summary.totals()));
        launches(out, summary);
        rules(out);
        if (!summary.controls().isEmpty()) {
            controls(out);
        }
        if (!summary.waivers().isEmpty()) {
            waivers(out);
        }
        callers(out);
    }

    /** Those of which somebody should know, one a line. */
    static void launches(TextOutput out, AuditSummary summary) {
        Table table = Table.withHeader("EFFECT", "LAUNCH", "IMAGE", "CALLER", "WHY");
        boolean any = false;
        for (Replayed launch : summary.launches()) {
            if (launch.effect().isNews()) {
                any = true;
                table.row(launch.effect().text(), launch.id(), launch.image(), launch.caller(), launch.why());
            }
        }
        if (any) {
            out.blank();
            table.print(out);
        }
        if (summary.unlisted() > 0) {
            out.line("and " + summary.unlisted() + " launches that are counted only");
        }
    }

    static String count(AuditSummary summary) {
        return summary.count() + (summary.count() == 1 ? " launch" : " launches");
    }

    static String totals(Map<Effect, Long> totals) {
        String text = totals.entrySet().stream()
                .filter(total -> total.getValue() > 0)
                .map(total -> total.getValue() + " " + total.getKey().text())
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }

    private void rules(TextOutput out) {
        List<RuleTally> spoke = summary.rules().stream()
                .filter(rule -> rule.fired() + rule.denied() + rule.released() > 0)
                .toList();
        if (spoke.isEmpty()) {
            return;
        }
        Table table = Table.withHeader("RULE", "PLACE", "FIRED", "DENIED", "NEWLY", "RELEASED");
        for (RuleTally rule : spoke) {
            table.row(
                    rule.rule(),
                    rule.at().orElse("-"),
                    String.valueOf(rule.fired()),
                    String.valueOf(rule.denied()),
                    String.valueOf(rule.newlyDenied()),
                    String.valueOf(rule.released()));
        }
        out.blank();
        table.print(out);
    }

    private void controls(TextOutput out) {
        Table table = Table.withHeader("CONTROL", "TOUCHED", "DENIED", "RULES");
        for (ControlTally control : summary.controls()) {
            table.row(
                    control.control(),
                    String.valueOf(control.touched()),
                    String.valueOf(control.denied()),
                    String.join(", ", control.rules()));
        }
        out.blank();
        table.print(out);
    }

    private void waivers(TextOutput out) {
        Table table = Table.withHeader("WAIVER", "LIFTED", "PERMITTED");
        for (WaiverTally waiver : summary.waivers()) {
            table.row(waiver.waiver(), String.valueOf(waiver.lifted()), String.valueOf(waiver.permitted()));
        }
        out.blank();
        table.print(out);
    }

    private void callers(TextOutput out) {
        Table table = Table.withHeader("CALLER", "LAUNCHES");
        for (CallerTally caller : summary.callers()) {
            table.row(caller.caller().isEmpty() ? "unknown" : caller.caller(), totals(caller.effects()));
        }
        out.blank();
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        members(json, summary);
    }

    static void members(JsonGenerator json, AuditSummary summary) throws IOException {
        json.writeStringField("policy", summary.policy());
        json.writeStringField("digest", summary.digest().toString());
        json.writeStringField("over", summary.over());
        json.writeBooleanField("changes", summary.hasNews());
        json.writeNumberField("count", summary.count());
        json.writeNumberField("unlisted", summary.unlisted());
        JsonOutput.object(json, "totals", totals -> effects(totals, summary.totals()));
        json.writeArrayFieldStart("launches");
        for (Replayed launch : summary.launches()) {
            launch(json, launch);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("callers");
        for (CallerTally caller : summary.callers()) {
            json.writeStartObject();
            json.writeStringField("caller", caller.caller());
            effects(json, caller.effects());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rules");
        for (RuleTally rule : summary.rules()) {
            rule(json, rule);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("controls");
        for (ControlTally control : summary.controls()) {
            json.writeStartObject();
            json.writeStringField("control", control.control());
            JsonOutput.strings(json, "rules", control.rules());
            json.writeNumberField("touched", control.touched());
            json.writeNumberField("denied", control.denied());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("waivers");
        for (WaiverTally waiver : summary.waivers()) {
            json.writeStartObject();
            json.writeStringField("waiver", waiver.waiver());
            json.writeNumberField("lifted", waiver.lifted());
            json.writeNumberField("permitted", waiver.permitted());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void effects(JsonGenerator json, Map<Effect, Long> effects) throws IOException {
        for (Map.Entry<Effect, Long> effect : effects.entrySet()) {
            json.writeNumberField(effect.getKey().word(), effect.getValue());
        }
    }

    private static void launch(JsonGenerator json, Replayed launch) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", launch.id());
        JsonOutput.optional(json, "time", launch.time().map(Object::toString));
        json.writeStringField("image", launch.image());
        json.writeStringField("caller", launch.caller());
        JsonOutput.strings(json, "command", launch.command());
        json.writeStringField("effect", launch.effect().word());
        json.writeStringField("why", launch.why());
        outcome(json, "before", launch.before());
        outcome(json, "after", launch.after());
        JsonOutput.strings(json, "masked", launch.masked());
        json.writeEndObject();
    }

    private static void outcome(JsonGenerator json, String name, Optional<Outcome> outcome) throws IOException {
        json.writeFieldName(name);
        if (outcome.isEmpty()) {
            json.writeNull();
            return;
        }
        Outcome said = outcome.get();
        json.writeStartObject();
        json.writeStringField("decision", said.word());
        json.writeArrayFieldStart("reasons");
        for (Reason reason : said.reasons()) {
            json.writeStartObject();
            json.writeStringField("code", reason.code());
            json.writeStringField("rule", reason.rule());
            json.writeStringField("text", reason.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        JsonOutput.strings(json, "obligations", said.obligations());
        JsonOutput.strings(json, "rules", said.rules());
        JsonOutput.strings(json, "waived", said.waived());
        json.writeEndObject();
    }

    private static void rule(JsonGenerator json, RuleTally rule) throws IOException {
        json.writeStartObject();
        json.writeStringField("rule", rule.rule());
        JsonOutput.optional(json, "source", rule.at());
        JsonOutput.strings(json, "controls", rule.controls());
        json.writeNumberField("fired", rule.fired());
        json.writeNumberField("denied", rule.denied());
        json.writeNumberField("newlyDenied", rule.newlyDenied());
        json.writeNumberField("released", rule.released());
        json.writeEndObject();
    }
}
