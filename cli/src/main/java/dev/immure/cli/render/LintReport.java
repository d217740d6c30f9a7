package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Fault;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import dev.immure.policy.lint.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is wrong with a policy, place by place: {@code immure policy lint}.
 *
 * @param place as the user named it
 * @param findings none when the policy is not accepted
 */
public record LintReport(String place, PolicyCompilation compilation, List<Finding> findings) implements Answer {
    public LintReport {
        Objects.requireNonNull(place, "place is null");
        Objects.requireNonNull(compilation, "compilation is null");
        findings = List.copyOf(findings);
    }

    public List<Fault> faults() {
        return switch (compilation) {
            case PolicyCompilation.Compiled compiled -> List.of();
            case PolicyCompilation.Rejected rejected -> rejected.faults();
        };
    }

    @Override
    public void text(TextOutput out) {
        // The form of compilers, FILE:LINE first, which editors know.
        faults().forEach(fault -> out.line(fault.on() + ": " + fault.why() + ". " + fault.remedy() + " ["
                + fault.code().id() + "]"));
        findings.forEach(
                finding -> out.line(finding.at() + ": " + finding.code().severityWord() + ": "
                        + (finding.rule().isEmpty() ? "" : "\"" + finding.rule() + "\": ") + finding.why() + ". "
                        + finding.code().remedy() + " [" + finding.code().id() + "]"));
        bundle().ifPresent(bundle -> out.line(place + ": " + bundle.rules().size() + " rules, no fault, "
                + (findings.isEmpty() ? "no finding" : findings.size() + " findings") + ", " + bundle.digest()));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("policy", place);
        json.writeBooleanField("accepted", bundle().isPresent());
        JsonOutput.optional(
                json, "digest", bundle().map(bundle -> bundle.digest().toString()));
        JsonOutput.strings(json, "rules", bundle().map(PolicyBundle::rules).orElse(List.of()));
        json.writeArrayFieldStart("faults");
        for (Fault fault : faults()) {
            json.writeStartObject();
            JsonOutput.fault(json, fault);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("code", finding.code().id());
            json.writeStringField("severity", finding.code().severityWord());
            json.writeStringField("at", finding.at());
            json.writeStringField("rule", finding.rule());
            json.writeStringField("why", finding.why());
            json.writeStringField("remedy", finding.code().remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private Optional<PolicyBundle> bundle() {
        return compilation instanceof PolicyCompilation.Compiled compiled
                ? Optional.of(compiled.bundle())
                : Optional.empty();
    }
}
