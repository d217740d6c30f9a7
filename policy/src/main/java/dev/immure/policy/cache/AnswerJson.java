package dev.immure.policy.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.FiredRule;
import dev.immure.policy.FiredRule.MatchedFact;
import dev.immure.policy.Obligation;
import dev.immure.policy.PolicyAnswer;
import dev.immure.policy.Reason;
import dev.immure.policy.Waived;
import dev.immure.policy.WaiverState;
import dev.immure.policy.internal.data.Members;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** An answer as JSON, with all that explains it. There is one form: what is read is what would be written. */
final class AnswerJson {
    /** Most bytes that are kept: an answer with a trace of thousands of facts is not worth it. */
    static final int MAX_BYTES = 1 << 20;

    private static final String FORMAT = "immure-answer";
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 8, 100_000);
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private AnswerJson(JsonGenerator json) {
        this.json = json;
    }

    /** Empty when a text of it is no Unicode: values are cut for people, and a cut can halve a surrogate pair. */
    static Optional<byte[]> write(PolicyAnswer answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            new AnswerJson(json).answer(answer);
        } catch (JsonGenerationException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        return Optional.of(out.toByteArray());
    }

    private interface Item<T> {
        void write(T item) throws IOException;
    }

    private <T> void items(String name, List<T> items, Item<T> writer) throws IOException {
        json.writeArrayFieldStart(name);
        for (T item : items) {
            json.writeStartObject();
            writer.write(item);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void answer(PolicyAnswer answer) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", FORMAT);
        json.writeBooleanField("permitted", answer.permitted());
        items("rules", answer.rules(), this::rule);
        items("obligations", answer.obligations(), obligation -> {
            json.writeStringField("kind", obligation.kind());
            json.writeStringField("value", obligation.value());
        });
        items("reasons", answer.reasons(), this::reason);
        items("warnings", answer.warnings(), this::reason);
        items("waived", answer.waived(), this::waived);
        items("lapsed", answer.lapsed(), this::waived);
        json.writeEndObject();
    }

    private void rule(FiredRule rule) throws IOException {
        json.writeStringField("rule", rule.rule());
        json.writeStringField("source", rule.source());
        items("facts", rule.facts(), fact -> {
            json.writeStringField("type", fact.type());
            json.writeObjectFieldStart("values");
            for (Map.Entry<String, String> value : fact.values().entrySet()) {
                json.writeStringField(value.getKey(), value.getValue());
            }
            json.writeEndObject();
        });
        json.writeArrayFieldStart("said");
        for (String said : rule.said()) {
            json.writeString(said);
        }
        json.writeEndArray();
    }

    private void reason(Reason reason) throws IOException {
        json.writeStringField("rule", reason.rule());
        json.writeStringField("code", reason.code());
        json.writeStringField("text", reason.text());
    }

    private void waived(Waived waived) throws IOException {
        json.writeStringField("waiver", waived.waiver());
        json.writeStringField("state", waived.state().name());
        json.writeStringField("owner", waived.owner());
        json.writeStringField("because", waived.because());
        json.writeStringField("expires", waived.expires());
        reason(waived.denial());
    }

    /**
     * @param on where the bytes are from, for the fault
     * @throws ImmureException {@code IMM-POLICY-DATA}
     */
    static PolicyAnswer read(byte[] bytes, String on) {
        try {
            PolicyAnswer answer = answer(new Members(StrictJson.parseObject(bytes, LIMITS)));
            if (!write(answer).filter(written -> Arrays.equals(written, bytes)).isPresent()) {
                throw Members.refused("it is not written in the one way in which answers are written");
            }
            return answer;
        } catch (JsonException e) {
            throw refusal(on, e.why());
        } catch (IllegalArgumentException e) {
            throw refusal(on, String.valueOf(e.getMessage()));
        }
    }

    private static ImmureException refusal(String on, String why) {
        PolicyFaultCode code = PolicyFaultCode.DATA;
        return new ImmureException(new Fault(code, "cannot read the answer in", on, why, code.remedy()));
    }

    private interface Reading<T> {
        T read(Members item) throws JsonException;
    }

    private static <T> List<T> items(Members from, String name, Reading<T> reader) throws JsonException {
        List<T> read = new ArrayList<>();
        for (JsonValue item : from.items(name)) {
            read.add(reader.read(Members.of(item)));
        }
        return read;
    }

    private static PolicyAnswer answer(Members document) throws JsonException {
        if (!document.text("format").equals(FORMAT) || !(document.need("permitted") instanceof JsonBoolean permitted)) {
            throw Members.refused("it is no " + FORMAT);
        }
        return new PolicyAnswer(
                permitted.value(),
                items(document, "rules", AnswerJson::rule),
                items(document, "obligations", item -> Obligation.of(item.text("kind"), item.text("value"))),
                items(document, "reasons", AnswerJson::reason),
                items(document, "warnings", AnswerJson::reason),
                items(document, "waived", AnswerJson::waived),
                items(document, "lapsed", AnswerJson::waived));
    }

    private static FiredRule rule(Members rule) throws JsonException {
        return new FiredRule(
                rule.text("rule"),
                rule.text("source"),
                items(rule, "facts", AnswerJson::fact),
                rule.texts("said", Integer.MAX_VALUE));
    }

    private static MatchedFact fact(Members fact) throws JsonException {
        Members values = fact.object("values");
        SortedMap<String, String> read = new TreeMap<>();
        for (String name : values.object().members().keySet()) {
            read.put(name, values.text(name));
        }
        return new MatchedFact(fact.text("type"), read);
    }

    private static Reason reason(Members reason) throws JsonException {
        return new Reason(reason.text("rule"), reason.text("code"), reason.text("text"));
    }

    private static Waived waived(Members waived) throws JsonException {
        return new Waived(
                waived.text("waiver"),
                WaiverState.valueOf(waived.text("state")),
                waived.text("owner"),
                waived.text("because"),
                waived.text("expires"),
                reason(waived));
    }
}
