package dev.immure.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON document of foreign origin (RFC 8259) in the one way that all readers agree on: UTF-8 without byte
 * order mark, no duplicate names, nothing after the document, bounded depth and number of values.
 */
public final class StrictJson {
    /** Longer than any integer or double that a format read here can need. */
    private static final int NUMBER_LENGTH = 40;

    /** U+FEFF in UTF-8. */
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(512)
                    .maxNumberLength(NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final JsonLimits limits;
    private int values;

    private StrictJson(JsonParser parser, JsonLimits limits) {
        this.parser = parser;
        this.limits = limits;
    }

    /** The document, which must be an object. */
    public static JsonObject parseObject(byte[] document, JsonLimits limits) throws JsonException {
        JsonValue value = parse(document, limits);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new JsonException(Flaw.TYPE, "the document is " + value.kind() + ", not an object");
    }

    public static JsonValue parse(byte[] document, JsonLimits limits) throws JsonException {
        if (document.length > limits.bytes()) {
            throw new JsonException(Flaw.TOO_LARGE, document.length + " bytes, the limit is " + limits.bytes());
        }
        if (document.length >= MARK.length && Arrays.equals(document, 0, MARK.length, MARK, 0, MARK.length)) {
            throw new JsonException(Flaw.BYTE_ORDER_MARK, "the document starts with a byte order mark");
        }
        try (JsonParser parser = FACTORY.createParser(characters(document))) {
            return new StrictJson(parser, limits).document();
        } catch (CharacterCodingException e) {
            throw new JsonException(Flaw.ENCODING, "the document is not UTF-8");
        } catch (StreamConstraintsException e) {
            throw new JsonException(Flaw.NUMBER, e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new JsonException(Flaw.SYNTAX, e.getOriginalMessage() + position(e));
        } catch (IOException e) {
            throw new AssertionError("a parser over bytes does no I/O", e);
        }
    }

    /**
     * Decoded here, since Jackson, given bytes, would guess UTF-16 and UTF-32; and piece by piece, since a large document as
     * text takes three times its size.
     */
    private static Reader characters(byte[] document) {
        return new InputStreamReader(new ByteArrayInputStream(document), StandardCharsets.UTF_8.newDecoder());
    }

    private JsonValue document() throws IOException, JsonException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new JsonException(Flaw.SYNTAX, "the document is empty");
        }
        JsonValue value = value(first, 1);
        boolean more;
        try {
            more = parser.nextToken() != null;
        } catch (JsonProcessingException e) {
            more = true;
        }
        if (more) {
            throw new JsonException(Flaw.TRAILING, "something follows the document");
        }
        return value;
    }

    private JsonValue value(JsonToken token, int depth) throws IOException, JsonException {
        if (depth > limits.depth()) {
            throw new JsonException(Flaw.DEPTH, "nested deeper than " + limits.depth());
        }
        if (++values > limits.values()) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "more than " + limits.values() + " values");
        }
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth, Integer.MAX_VALUE);
            case VALUE_STRING -> new JsonString(paired(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NULL -> new JsonNull();
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new JsonException(Flaw.SYNTAX, "a value is missing");
        };
    }

    private JsonObject object(int depth) throws IOException, JsonException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (next() == JsonToken.FIELD_NAME) {
            String name = paired(parser.currentName());
            if (members.containsKey(name)) {
                throw new JsonException(Flaw.DUPLICATE_NAME, "the name \"" + name + "\" occurs twice in one object");
            }
            members.put(name, depth == 1 ? member(name) : value(next(), depth + 1));
        }
        return new JsonObject(members);
    }

    /** A member of the document itself, of which the caller may have said how many items it reads. */
    private JsonValue member(String name) throws IOException, JsonException {
        JsonToken token = next();
        int most = limits.items().getOrDefault(name, Integer.MAX_VALUE);
        return token == JsonToken.START_ARRAY && most < Integer.MAX_VALUE ? array(2, most) : value(token, 2);
    }

    private JsonArray array(int depth, int most) throws IOException, JsonException {
        List<JsonValue> items = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            if (items.size() == most) {
                throw new JsonException(Flaw.TOO_MANY_VALUES, "an array has more than " + most + " items");
            }
            items.add(value(token, depth + 1));
        }
        return new JsonArray(items);
    }

    private JsonNumber number() throws IOException, JsonException {
        String text = parser.getText();
        // 1e400000: exact readers hang on it or run out of memory, others read infinity.
        if (text.length() > NUMBER_LENGTH || Double.isInfinite(Double.parseDouble(text))) {
            throw new JsonException(Flaw.NUMBER, "a number is too large");
        }
        return new JsonNumber(text);
    }

    private JsonToken next() throws IOException, JsonException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new JsonException(Flaw.SYNTAX, "the document ends too early");
        }
        return token;
    }

    private static String paired(String text) throws JsonException {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new JsonException(Flaw.ENCODING, "a string holds an unpaired surrogate");
        }
        return text;
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
