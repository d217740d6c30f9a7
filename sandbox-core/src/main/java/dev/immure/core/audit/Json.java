package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.OptionalLong;

/** JSON as this package reads and writes it: one factory with every bound set, and pure ASCII out. */
final class Json {
    private static final int DEPTH = 16;
    private static final int NUMBER = 20;

    /**
     * ASCII only, so that what is hashed has one encoding, and neither C1 controls nor bidirectional overrides of an
     * image's names act on the terminal of whoever looks at the log.
     */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(NUMBER)
                    .maxStringLength(RecordLine.MAX_BYTES)
                    .maxDocumentLength(RecordLine.MAX_BYTES)
                    .build())
            .build();

    /** For documents of others: escapes no more than RFC 8259 demands. */
    private static final JsonFactory PLAIN = new JsonFactory();

    private Json() {}

    /** Writes the content of one object. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** One object in one line, without a newline. */
    static byte[] object(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writeObject(json, body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** One object, indented for people, with a newline at the end. */
    static byte[] indentedObject(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            writeObject(json, body);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** A value in UTF-8 without white space: members in their order, numbers as they were written. */
    static byte[] value(JsonValue value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = PLAIN.createGenerator(bytes)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, JsonValue value) throws IOException {
        switch (value) {
            case JsonValue.JsonString text -> json.writeString(text.text());
            case JsonValue.JsonNumber number -> json.writeNumber(number.text());
            case JsonValue.JsonBoolean truth -> json.writeBoolean(truth.value());
            case JsonValue.JsonNull nothing -> json.writeNull();
            case JsonValue.JsonArray array -> {
                json.writeStartArray();
                for (JsonValue item : array.items()) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case JsonObject object -> {
                json.writeStartObject();
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    json.writeFieldName(member.getKey());
                    write(json, member.getValue());
                }
                json.writeEndObject();
            }
        }
    }

    static JsonParser parser(byte[] bytes, int length) throws IOException {
        return FACTORY.createParser(bytes, 0, length);
    }

    /** The next member, which must be this whole number. */
    static long number(JsonParser json, String name) throws IOException {
        if (name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            return json.getLongValue();
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    /** The next member, which must be this text. */
    static String text(JsonParser json, String name) throws IOException {
        if (name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    /** A member that is JSON null when there is no number. */
    static void number(JsonGenerator json, String name, OptionalLong value) throws IOException {
        json.writeFieldName(name);
        if (value.isPresent()) {
            json.writeNumber(value.getAsLong());
        } else {
            json.writeNull();
        }
    }

    static void texts(JsonGenerator json, String name, Iterable<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void writeObject(JsonGenerator json, Body body) throws IOException {
        json.writeStartObject();
        body.write(json);
        json.writeEndObject();
    }
}
