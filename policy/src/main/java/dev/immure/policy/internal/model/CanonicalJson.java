package dev.immure.policy.internal.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of a policy: UTF-8 JSON without white space, members in a fixed order, rules by name. Two policies that say
 * the same rules in the same words have the same bytes, wherever and in how many files they are written.
 */
public final class CanonicalJson {
    /** What the member {@code format} says. */
    public static final String FORMAT = "immure-policy";

    /** Raised when the bytes of an unchanged policy change. */
    public static final int VERSION = 1;

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private CanonicalJson(JsonGenerator json) {
        this.json = json;
    }

    public static byte[] of(Policy policy) {
        return write(json -> json.policy(policy));
    }

    /** One condition as text: equal exactly when the conditions are. */
    public static String text(Condition condition) {
        return new String(write(json -> json.condition(condition)), StandardCharsets.UTF_8);
    }

    /** One rule as text: equal exactly when the rules say the same. */
    public static String text(Rule rule) {
        return new String(write(json -> json.rule(rule)), StandardCharsets.UTF_8);
    }

    private static byte[] write(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            content.to(new CanonicalJson(json));
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        return out.toByteArray();
    }

    private interface Content {
        void to(CanonicalJson json) throws IOException;
    }

    private void policy(Policy policy) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", FORMAT);
        json.writeNumberField("version", VERSION);
        if (!policy.manifest().equals(Manifest.NONE)) {
            manifest(policy.manifest());
        }
        if (!policy.parameters().isEmpty()) {
            parameters(policy.parameters());
        }
        if (!policy.waivers().isEmpty()) {
            waivers(policy.waivers());
        }
        json.writeArrayFieldStart("rules");
        for (Rule rule : policy.rules()) {
            rule(rule);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void manifest(Manifest manifest) throws IOException {
        json.writeObjectFieldStart("manifest");
        json.writeStringField("name", manifest.name());
        json.writeNumberField("version", manifest.version());
        json.writeStringField("description", manifest.description());
        json.writeStringField(
                "notBefore", manifest.notBefore().map(LocalDate::toString).orElse(""));
        json.writeStringField(
                "notAfter", manifest.notAfter().map(LocalDate::toString).orElse(""));
        json.writeStringField("minimumEngine", manifest.minimumEngine());
        json.writeStringField("base", manifest.base());
        json.writeNumberField("maximalWaiverDays", manifest.maximalWaiverDays());
        json.writeEndObject();
    }

    private void parameters(SortedMap<String, ParameterValue> parameters) throws IOException {
        json.writeObjectFieldStart("parameters");
        for (Map.Entry<String, ParameterValue> parameter : parameters.entrySet()) {
            json.writeFieldName(parameter.getKey());
            switch (parameter.getValue()) {
                case ParameterValue.Text text -> json.writeString(text.value());
                case ParameterValue.Whole whole -> json.writeNumber(whole.value());
                case ParameterValue.Flag flag -> json.writeBoolean(flag.value());
                case ParameterValue.Texts texts -> texts(texts.values());
            }
        }
        json.writeEndObject();
    }

    private void waivers(List<Waiver> waivers) throws IOException {
        json.writeArrayFieldStart("waivers");
        for (Waiver waiver : waivers) {
            json.writeStartObject();
            json.writeStringField("name", waiver.name());
            json.writeStringField("rule", waiver.rule());
            json.writeStringField("code", waiver.code());
            json.writeStringField("image", waiver.scope().image().orElse(""));
            json.writeStringField("digest", waiver.scope().digest().orElse(""));
            json.writeNumberField("caller", waiver.scope().caller().orElse(-1L));
            json.writeStringField("reason", waiver.reason());
            json.writeStringField("owner", waiver.owner());
            json.writeStringField("granted", waiver.granted());
            json.writeStringField("expires", waiver.expires());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void texts(List<String> texts) throws IOException {
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void rule(Rule rule) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", rule.name());
        json.writeNumberField("salience", rule.salience());
        if (rule.inForce().effective().isPresent()) {
            json.writeStringField("effective", rule.inForce().effective().get().toString());
        }
        if (rule.inForce().expires().isPresent()) {
            json.writeStringField("expires", rule.inForce().expires().get().toString());
        }
        metadata(rule.metadata());
        json.writeArrayFieldStart("when");
        for (Branch branch : rule.branches()) {
            branch(branch);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("then");
        for (Action action : rule.actions()) {
            action(action);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Only what is said: a policy without metadata has the bytes it always had. */
    private void metadata(RuleMetadata metadata) throws IOException {
        if (!metadata.controls().isEmpty()) {
            json.writeFieldName("controls");
            texts(metadata.controls());
        }
        if (!metadata.owner().isEmpty()) {
            json.writeStringField("owner", metadata.owner());
        }
        if (!metadata.description().isEmpty()) {
            json.writeStringField("description", metadata.description());
        }
    }

    private void branch(Branch branch) throws IOException {
        json.writeStartArray();
        for (Element element : branch.elements()) {
            json.writeStartObject();
            json.writeArrayFieldStart(
                    switch (element) {
                        case Element.Match match -> "match";
                        case Element.Absent absent -> "not";
                        case Element.Present present -> "exists";
                    });
            for (Pattern pattern : element.patterns()) {
                pattern(pattern);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void pattern(Pattern pattern) throws IOException {
        json.writeStartObject();
        json.writeNumberField("slot", pattern.slot());
        json.writeStringField("fact", pattern.type().name());
        json.writeObjectFieldStart("bind");
        for (Map.Entry<String, FactField> binding : new TreeMap<>(pattern.bindings()).entrySet()) {
            json.writeStringField(binding.getKey(), binding.getValue().name());
        }
        json.writeEndObject();
        conditions("all", pattern.conditions());
        json.writeEndObject();
    }

    private void conditions(String name, List<Condition> conditions) throws IOException {
        json.writeArrayFieldStart(name);
        for (Condition condition : conditions) {
            condition(condition);
        }
        json.writeEndArray();
    }

    private void condition(Condition condition) throws IOException {
        json.writeStartObject();
        switch (condition) {
            case Condition.All all -> conditions("all", all.terms());
            case Condition.Any any -> conditions("any", any.terms());
            case Condition.Negated negated -> conditions("none", List.of(negated.term()));
            case Condition.Comparison comparison -> comparison(comparison);
        }
        json.writeEndObject();
    }

    private void comparison(Condition.Comparison comparison) throws IOException {
        json.writeStringField("field", comparison.left().field().name());
        if (comparison.left().key().isPresent()) {
            json.writeStringField("key", comparison.left().key().get());
        }
        json.writeStringField("is", comparison.operator().drl());
        switch (comparison.right()) {
            case Operand.Literal literal -> {
                json.writeFieldName("value");
                literal(literal.value());
            }
            case Operand.Literals literals -> {
                json.writeArrayFieldStart("values");
                for (Object value : literals.values()) {
                    literal(value);
                }
                json.writeEndArray();
            }
            case Operand.Missing missing -> json.writeNullField("value");
            case Operand.Regex regex ->
                json.writeStringField("regex", regex.regex().source());
            case Operand.Reference reference -> {
                json.writeNumberField("ofSlot", reference.slot());
                json.writeStringField("ofField", reference.field().name());
            }
        }
    }

    private void literal(Object value) throws IOException {
        switch (value) {
            case String text -> json.writeString(text);
            case Long number -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            default -> throw new IllegalStateException("a literal is text, a number or a truth value");
        }
    }

    private void action(Action action) throws IOException {
        json.writeStartObject();
        switch (action) {
            case Action.Deny deny -> message("deny", deny.code(), deny.message());
            case Action.Warn warn -> message("warn", warn.code(), warn.message());
            case Action.Permit permit -> message("permit", permit.code(), permit.message());
            case Action.Require require -> {
                json.writeStringField("require", require.kind());
                json.writeStringField("value", require.value());
            }
        }
        json.writeEndObject();
    }

    private void message(String verb, String code, Action.Message message) throws IOException {
        json.writeStringField(verb, code);
        json.writeStringField("text", message.template());
        json.writeFieldName("of");
        texts(message.variables());
    }
}
