package dev.immure.policy.test;

import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.Node;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import dev.immure.policy.internal.yaml.ManifestFile;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads one file of scenarios: {@code fixture}, {@code facts}, {@code now} and {@code parameters} for all of them, and
 * {@code scenarios}, each with the same four, {@code name}, {@code each} and {@code expect}.
 */
final class ScenarioReader {
    private final String file;
    private final Fixtures fixtures;
    private final PolicyBundle policy;
    private final Faults faults;
    private final List<Scenario> scenarios = new ArrayList<>();

    private ScenarioReader(String file, Fixtures fixtures, PolicyBundle policy, Faults faults) {
        this.file = file;
        this.fixtures = fixtures;
        this.policy = policy;
        this.faults = faults;
    }

    /** The scenarios of a file, those with a fault left out. */
    static List<Scenario> read(String file, Node document, Fixtures fixtures, PolicyBundle policy, Faults faults) {
        ScenarioReader reader = new ScenarioReader(file, fixtures, policy, faults);
        Fields.of(document, reader::fault).ifPresent(reader::document);
        return reader.scenarios;
    }

    private void fault(int line, String sentence) {
        faults.add(PolicyFaultCode.SCENARIO, new SourceLine(file, Math.max(1, line)), sentence);
    }

    private void document(Fields document) {
        document.optionalWhole("schema").filter(schema -> schema != 1).ifPresent(schema -> {
            document.fault("schema", "is " + schema + ", and this version of Immure knows schema 1");
        });
        Setting base = setting(document, new Setting(FactsTree.standard(), new TreeMap<>()));
        List<Fields> all = document.mappings("scenarios");
        document.refuseOthers();
        if (all.isEmpty() && faults.isEmpty()) {
            document.fault("scenarios", "holds no scenario");
        }
        all.forEach(scenario -> scenario(scenario, base));
    }

    /** What a scenario starts from. */
    private record Setting(FactsTree facts, SortedMap<String, ParameterValue> parameters) {
        Setting with(FactsTree other) {
            return new Setting(other, parameters);
        }
    }

    private void scenario(Fields fields, Setting base) {
        Optional<String> name = fields.text("name").filter(text -> !text.isBlank());
        if (name.isEmpty() && fields.has("name")) {
            fields.fault("name", "says nothing");
        }
        Setting setting = setting(fields, base);
        List<Node> each =
                fields.optionalNode("each").map(node -> cases(node, fields)).orElse(List.of());
        Optional<Expectation> expectation = fields.mapping("expect").map(this::expectation);
        fields.refuseOthers();
        if (name.isEmpty() || expectation.isEmpty()) {
            return;
        }
        SourceLine at = new SourceLine(file, fields.line());
        if (each.isEmpty()) {
            add(name.get(), at, setting, expectation.get());
        }
        for (int i = 0; i < each.size(); i++) {
            SourceLine line = new SourceLine(file, each.get(i).line());
            Setting one = setting.with(laid(setting.facts(), each.get(i), fields, "each"));
            add(name.get() + " [" + (i + 1) + "]", line, one, expectation.get());
        }
    }

    private void add(String name, SourceLine at, Setting setting, Expectation expectation) {
        setting.facts()
                .read(at.toString(), faults)
                .ifPresent(input -> scenarios.add(new Scenario(name, at, input, setting.parameters(), expectation)));
    }

    private List<Node> cases(Node node, Fields fields) {
        if (node instanceof Node.Sequence sequence && !sequence.items().isEmpty()) {
            return sequence.items();
        }
        fields.fault("each", "is to be a list of facts, one for each case");
        return List.of();
    }

    /** The fixture, over it the facts, over them the moment; and the parameters. */
    private Setting setting(Fields fields, Setting base) {
        FactsTree tree = base.facts();
        Optional<String> fixture = fields.optionalText("fixture");
        if (fixture.isPresent()) {
            tree = fixtures.over(base.facts(), fixture.get(), why -> fields.fault("fixture", why));
        }
        Optional<Node> facts = fields.optionalNode("facts");
        if (facts.isPresent()) {
            tree = laid(tree, facts.get(), fields, "facts");
        }
        Optional<Node> now = fields.optionalNode("now");
        if (now.isPresent()) {
            tree = at(tree, now.get(), fields);
        }
        SortedMap<String, ParameterValue> parameters = new TreeMap<>(base.parameters());
        SortedMap<String, ManifestFile.Parameter> own =
                ManifestFile.parameters(file, fields.entries("parameters"), PolicyFaultCode.SCENARIO, faults);
        policy.checkParameters(own, faults);
        own.forEach((name, parameter) -> parameters.put(name, parameter.value()));
        return new Setting(tree, parameters);
    }

    private FactsTree laid(FactsTree tree, Node over, Fields fields, String name) {
        if (over instanceof Node.Mapping mapping) {
            return tree.with(file, mapping);
        }
        fields.fault(name, "holds " + over.kind() + ", not a mapping of facts");
        return tree;
    }

    private FactsTree at(FactsTree tree, Node now, Fields fields) {
        if (now instanceof Node.Text text && isMoment(text.value())) {
            Map<String, Node> clock = new LinkedHashMap<>();
            clock.put("instant", now);
            Node.Mapping over = new Node.Mapping(now.line(), Map.of("clock", new Node.Mapping(now.line(), clock)));
            return tree.with(file, over);
        }
        fields.fault("now", "is no moment like 2026-11-23T09:30:00Z");
        return tree;
    }

    private static boolean isMoment(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private Expectation expectation(Fields fields) {
        Optional<String> decision = fields.optionalText("decision");
        if (decision.isPresent() && !List.of("permit", "deny").contains(decision.get())) {
            fields.fault("decision", "is neither permit nor deny");
        }
        Expectation expectation = new Expectation(
                decision.map("permit"::equals),
                texts(fields, "reasons"),
                texts(fields, "reasons-include"),
                texts(fields, "warnings"),
                texts(fields, "obligations"),
                texts(fields, "waived"));
        fields.refuseOthers();
        if (expectation.isEmpty()) {
            fields.fault(
                    "decision", "is missing, and nothing else is expected: a test that expects nothing cannot fail");
        }
        return expectation;
    }

    private static Optional<SortedSet<String>> texts(Fields fields, String name) {
        return fields.has(name) ? Optional.of(new TreeSet<>(fields.texts(name))) : Optional.empty();
    }
}
