package dev.immure.policy.test;

import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code tests/equivalent.yaml}: changes of rules that no scenario can notice, because no decision is otherwise, each with
 * the reason. One that is noticed all the same stands there for nothing, and is told.
 */
public final class EquivalentChanges {
    private static final String NAME = "equivalent.yaml";

    private EquivalentChanges() {}

    /**
     * One change.
     *
     * @param rule name of the rule
     * @param change in the words of the report
     * @param reason why no decision is otherwise, in the author's words
     */
    public record Entry(SourceLine at, String rule, String change, String reason) {
        boolean means(Mutation mutation) {
            return mutation.rule().equals(rule) && mutation.words().equals(change);
        }
    }

    static List<Entry> read(TestFiles files, Faults faults) {
        if (!files.exists(NAME)) {
            return List.of();
        }
        String shown = TestFiles.shown(NAME);
        List<Entry> entries = new ArrayList<>();
        Optional<byte[]> bytes = files.read(
                NAME, TestFiles.FILE_BYTES, why -> faults.add(PolicyFaultCode.SCENARIO_FILE, shown, "it " + why));
        bytes.flatMap(content -> fields(shown, content, faults)).ifPresent(document -> {
            document.mappings("equivalent").forEach(entry -> entry(shown, entry).ifPresent(entries::add));
            document.refuseOthers();
        });
        return entries;
    }

    private static Optional<Fields> fields(String shown, byte[] content, Faults faults) {
        try {
            return Fields.of(
                    StrictYaml.read(content),
                    (line, sentence) ->
                            faults.add(PolicyFaultCode.SCENARIO, new SourceLine(shown, Math.max(1, line)), sentence));
        } catch (MalformedYaml e) {
            faults.add(PolicyFaultCode.SCENARIO_FILE, shown, e.reason());
            return Optional.empty();
        }
    }

    private static Optional<Entry> entry(String shown, Fields fields) {
        Optional<String> rule = fields.text("rule");
        Optional<String> change = fields.text("change");
        Optional<String> reason = fields.text("reason").filter(text -> !text.isBlank());
        if (reason.isEmpty() && fields.has("reason")) {
            fields.fault("reason", "says nothing");
        }
        fields.refuseOthers();
        SourceLine at = new SourceLine(shown, Math.max(1, fields.line()));
        return rule.isPresent() && change.isPresent() && reason.isPresent()
                ? Optional.of(new Entry(at, rule.get(), change.get(), reason.get()))
                : Optional.empty();
    }
}
