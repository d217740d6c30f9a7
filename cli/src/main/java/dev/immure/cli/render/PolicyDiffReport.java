package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.audit.PolicyDiff;
import dev.immure.policy.audit.RuleChange;
import java.io.IOException;
import java.util.Objects;

/** What one policy says otherwise than another: {@code immure policy diff}. */
public record PolicyDiffReport(PolicyDiff diff) implements Answer {
    public PolicyDiffReport {
        Objects.requireNonNull(diff, "diff is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line("from " + diff.policy() + " (" + diff.digest() + ")");
        out.line("to   " + diff.decisions().policy() + " (" + diff.decisions().digest() + ")");
        diff.rules().forEach(change -> out.line("  " + text(change)));
        if (diff.rules().isEmpty()) {
            out.line(
                    diff.digest().equals(diff.decisions().digest())
                            ? "the policies say the same"
                            : "the rules are the same; parameters or other data of the policy are not");
        }
        if (diff.decisions().count() > 0) {
            out.line(ReplayReport.count(diff.decisions()) + " of "
                    + diff.decisions().over() + ": "
                    + ReplayReport.totals(diff.decisions().totals()));
            ReplayReport.launches(out, diff.decisions());
        }
    }

    private static String text(RuleChange change) {
        return switch (change) {
            case RuleChange.Added added -> "added    " + added.rule() + " (" + added.at() + ")";
            case RuleChange.Removed removed -> "removed  " + removed.rule() + " (" + removed.at() + ")";
            case RuleChange.Changed changed ->
                "changed  " + changed.rule() + " (" + changed.was() + " -> " + changed.at() + ")";
        };
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        JsonOutput.object(json, "from", from -> {
            from.writeStringField("policy", diff.policy());
            from.writeStringField("digest", diff.digest().toString());
        });
        json.writeBooleanField("differs", diff.differs());
        json.writeArrayFieldStart("ruleChanges");
        for (RuleChange change : diff.rules()) {
            json.writeStartObject();
            json.writeStringField("rule", change.rule());
            json.writeStringField(
                    "change",
                    switch (change) {
                        case RuleChange.Added added -> "added";
                        case RuleChange.Removed removed -> "removed";
                        case RuleChange.Changed changed -> "changed";
                    });
            json.writeStringField("source", change.at());
            json.writeEndObject();
        }
        json.writeEndArray();
        JsonOutput.object(json, "decisions", decisions -> ReplayReport.members(decisions, diff.decisions()));
    }
}
