package dev.immure.signing.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes compact JSON: no space, fields in the order given. The same value gives the same bytes. */
public final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /**
     * @param value made of {@code Map<String, ?>}, {@code List}, {@code String}, {@code Long}, {@code Integer} and
     *     {@link JsonValue}, which is written as it was read but for white space
     */
    public static byte[] of(Map<String, ?> value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a stream in memory does not fail
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> field : map.entrySet()) {
                    json.writeFieldName(String.valueOf(field.getKey()));
                    write(json, field.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case String text -> json.writeString(text);
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case JsonValue read -> write(json, read);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void write(JsonGenerator json, JsonValue value) throws IOException {
        switch (value) {
            case JsonObject object -> write(json, (Object) object.members());
            case JsonArray array -> write(json, (Object) array.items());
            case JsonString text -> json.writeString(text.text());
            case JsonNumber number -> json.writeNumber(number.text());
            case JsonBoolean flag -> json.writeBoolean(flag.value());
            case JsonNull nothing -> json.writeNull();
        }
    }
}
