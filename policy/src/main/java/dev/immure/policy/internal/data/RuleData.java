package dev.immure.policy.internal.data;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.policy.internal.drl.Annotations;
import dev.immure.policy.internal.drl.Forms;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.ObligationSyntax;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.RuleMetadata;
import dev.immure.policy.internal.model.SourceLine;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads rules: each in the bounds of the language, whoever wrote the bytes. */
final class RuleData {
    private static final String GAP = "\\{}";

    private final FactSchema schema;
    private final ObligationSyntax obligations;
    private final Places places;

    RuleData(FactSchema schema, ObligationSyntax obligations, Places places) {
        this.schema = schema;
        this.obligations = obligations;
        this.places = places;
    }

    Rule read(JsonValue value) throws JsonException {
        Members rule = Members.of(value);
        SourceLine at = places.next();
        String name = rule.text("name");
        if (!Forms.isRuleName(name)) {
            throw Members.refused("'" + name + "' is no name of a rule");
        }
        int salience = (int) rule.whole("salience", -Forms.MAX_SALIENCE, Forms.MAX_SALIENCE);
        InForce inForce = new InForce(day(rule, "effective"), day(rule, "expires"));
        RuleMetadata metadata = metadata(rule);
        List<Variables> scopes = new ArrayList<>();
        List<Branch> branches = new ArrayList<>();
        for (JsonValue branch : rule.items("when", 1, Limits.BRANCHES)) {
            Variables scope = new Variables();
            branches.add(branch(branch, scope));
            scopes.add(scope);
        }
        List<Action> actions = new ArrayList<>();
        for (JsonValue action : rule.items("then", 1, Limits.ACTIONS)) {
            actions.add(action(Members.of(action), scopes));
        }
        return new Rule(name, at, salience, inForce, metadata, branches, actions);
    }

    private static Optional<LocalDate> day(Members rule, String name) throws JsonException {
        return rule.has(name) ? rule.day(name) : Optional.empty();
    }

    private static RuleMetadata metadata(Members rule) throws JsonException {
        List<String> controls = rule.has("controls") ? rule.texts("controls", Annotations.MAX_CONTROLS) : List.of();
        if (new HashSet<>(controls).size() < controls.size()
                || !controls.stream().allMatch(Annotations::isControl)) {
            throw Members.refused("a rule has a control twice, or one that is no id");
        }
        return new RuleMetadata(controls, words(rule, "owner"), words(rule, "description"));
    }

    private static String words(Members rule, String name) throws JsonException {
        Optional<String> words = rule.optionalText(name);
        if (words.isPresent() && !Annotations.areWords(words.get())) {
            throw Members.refused("\"" + name + "\" is no line of words");
        }
        return words.orElse("");
    }

    private Branch branch(JsonValue value, Variables scope) throws JsonException {
        if (!(value instanceof JsonArray elements)) {
            throw Members.refused("an alternative is no array");
        }
        List<Element> read = new ArrayList<>();
        int slot = 0;
        for (JsonValue item : elements.items()) {
            Element element = element(Members.of(item), slot, scope);
            read.add(element);
            slot += element.patterns().size();
        }
        return new Branch(read);
    }

    private Element element(Members element, int slot, Variables scope) throws JsonException {
        if (element.has("match")) {
            return new Element.Match(
                    patterns(element.items("match", 1, 1), slot, scope).getFirst());
        }
        String name = element.has("not") ? "not" : "exists";
        List<Pattern> patterns = patterns(element.items(name, 1, Limits.PATTERNS), slot, scope.inner());
        return name.equals("not") ? new Element.Absent(patterns) : new Element.Present(patterns);
    }

    private List<Pattern> patterns(List<JsonValue> items, int first, Variables scope) throws JsonException {
        List<Pattern> patterns = new ArrayList<>();
        for (JsonValue item : items) {
            patterns.add(pattern(Members.of(item), first + patterns.size(), scope));
        }
        return patterns;
    }

    private Pattern pattern(Members pattern, int slot, Variables scope) throws JsonException {
        if (pattern.whole("slot") != slot) {
            throw Members.refused("the patterns are not counted in their order");
        }
        SourceLine at = places.next();
        String fact = pattern.text("fact");
        FactType type = schema.type(fact).orElseThrow(() -> Members.refused("there is no fact type '" + fact + "'"));
        Map<String, FactField> bindings = bindings(pattern.object("bind"), type, slot, scope);
        ConditionData data = new ConditionData(type, scope);
        List<Condition> conditions = new ArrayList<>();
        List<SourceLine> lines = new ArrayList<>();
        for (JsonValue condition : pattern.items("all")) {
            conditions.add(data.read(condition));
            lines.add(places.next());
        }
        return new Pattern(slot, type, bindings, conditions, at, lines);
    }

    private static Map<String, FactField> bindings(Members bind, FactType type, int slot, Variables scope)
            throws JsonException {
        Map<String, FactField> bindings = new TreeMap<>();
        for (String variable : bind.object().members().keySet()) {
            String name = bind.text(variable);
            FactField field = type.field(name)
                    .filter(found -> found.kind() != FieldKind.MAP)
                    .orElseThrow(() -> Members.refused(variable + " cannot stand for " + name));
            scope.bind(variable, slot, field);
            bindings.put(variable, field);
        }
        return bindings;
    }

    private Action action(Members action, List<Variables> scopes) throws JsonException {
        if (action.has("require")) {
            String kind = action.text("require");
            String value = action.text("value");
            Optional<String> problem = obligations.problem(kind, value);
            if (problem.isPresent()) {
                throw Members.refused(problem.get());
            }
            return new Action.Require(kind, value);
        }
        if (action.has("deny")) {
            return new Action.Deny(code(action, "deny"), message(action, scopes));
        }
        return action.has("warn")
                ? new Action.Warn(code(action, "warn"), message(action, scopes))
                : new Action.Permit(code(action, "permit"), message(action, scopes));
    }

    private static String code(Members action, String verb) throws JsonException {
        String code = action.text(verb);
        if (!Forms.isReasonCode(code)) {
            throw Members.refused("'" + code + "' is no code of a reason");
        }
        return code;
    }

    private static Action.Message message(Members action, List<Variables> scopes) throws JsonException {
        String template = ConditionData.text(action.text("text"));
        List<String> variables = action.texts("of", Limits.STRING);
        boolean seen = variables.stream().allMatch(variable -> scopes.stream().allMatch(scope -> scope.has(variable)));
        if (template.isBlank() || template.split(GAP, -1).length - 1 != variables.size() || !seen) {
            throw Members.refused("a text does not have one {} for each variable, or a variable is not bound");
        }
        return new Action.Message(template, variables);
    }
}
