package dev.immure.policy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.policy.ResourceRequest;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes members into memory, and no more of them than {@link FactsJson#read} would read again. */
final class FactsOut {
    /** How a limit that is none is written: the number itself, 2^63 - 1, most readers of JSON round (RFC 7493, 2.2). */
    static final String UNLIMITED = "unlimited";

    /** ASCII only: what is hashed has one encoding, and no name in it acts on a terminal. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonGenerator json;
    private int values;

    private FactsOut(JsonGenerator json) {
        this.json = json;
    }

    static byte[] document(Consumer<FactsOut> members) {
        Bounded bytes = new Bounded();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            FactsOut out = new FactsOut(json);
            out.write(JsonGenerator::writeStartObject);
            members.accept(out);
            out.write(JsonGenerator::writeEndObject);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.kept.toByteArray();
    }

    void text(String name, String value) {
        field(name);
        string(value);
    }

    void number(String name, long value) {
        field(name);
        value(generator -> generator.writeNumber(value));
    }

    void limit(String name, long value) {
        if (value == ResourceRequest.UNLIMITED) {
            text(name, UNLIMITED);
        } else {
            number(name, value);
        }
    }

    void flag(String name, boolean value) {
        field(name);
        value(generator -> generator.writeBoolean(value));
    }

    void texts(String name, List<String> texts) {
        field(name);
        value(JsonGenerator::writeStartArray);
        texts.forEach(this::string);
        write(JsonGenerator::writeEndArray);
    }

    void map(String name, Map<String, String> map) {
        object(name, () -> new TreeMap<>(map).forEach(this::text));
    }

    void object(String name, Runnable members) {
        field(name);
        value(JsonGenerator::writeStartObject);
        members.run();
        write(JsonGenerator::writeEndObject);
    }

    <T> void objects(String name, List<T> items, Consumer<T> members) {
        field(name);
        value(JsonGenerator::writeStartArray);
        for (T item : items) {
            value(JsonGenerator::writeStartObject);
            members.accept(item);
            write(JsonGenerator::writeEndObject);
        }
        write(JsonGenerator::writeEndArray);
    }

    private void field(String name) {
        write(generator -> generator.writeFieldName(paired(name)));
    }

    private void string(String value) {
        value(generator -> generator.writeString(paired(value)));
    }

    private void value(Step step) {
        if (++values >= FactsJson.MAX_VALUES) {
            throw refusal(PolicyFaultCode.FACT_SIZE, "there are more than " + FactsJson.MAX_VALUES + " values in them");
        }
        write(step);
    }

    private void write(Step step) {
        try {
            step.on(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    /** Half a surrogate pair is no character: no reader agrees with another on what it is. */
    private static String paired(String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw refusal(PolicyFaultCode.FACT_VALUE, "a text holds half a surrogate pair");
        }
        return text;
    }

    private static ImmureException refusal(PolicyFaultCode code, String why) {
        return new ImmureException(new Fault(code, "cannot write", "the facts of a decision", why, code.remedy()));
    }

    private interface Step {
        void on(JsonGenerator generator) throws IOException;
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream(4096);

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (length > FactsJson.MAX_BYTES - kept.size()) {
                throw refusal(
                        PolicyFaultCode.FACT_SIZE, "they are larger than " + FactsJson.MAX_BYTES + " bytes as JSON");
            }
            kept.write(bytes, offset, length);
        }
    }
}
