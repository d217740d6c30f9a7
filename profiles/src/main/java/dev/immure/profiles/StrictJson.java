package dev.immure.profiles;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into maps, lists, strings, longs and booleans. Refuses keys that come twice, anything after the document,
 * null, fractions, and nesting beyond what a profile has. Jackson's streaming half alone: the other half costs a quarter
 * of a second at a cold start.
 */
final class StrictJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNameLength(256)
                    .maxStringLength(4096)
                    .maxNumberLength(20)
                    .build())
            .build();

    private StrictJson() {}

    /**
     * The document, an object.
     *
     * @param source the file's name, for the message
     */
    static Map<String, Object> parse(byte[] text, String source) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(source, "it does not begin with {", null);
            }
            Map<String, Object> document = object(parser);
            if (parser.nextToken() != null) {
                throw malformed(source, "something follows its last }", null);
            }
            return document;
        } catch (JsonParseException | StreamConstraintsException e) {
            throw malformed(source, position(e), e);
        } catch (IOException e) {
            throw malformed(source, "it ends early, or is not UTF-8", e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> throw new JsonParseException(parser, "null is not a value here");
            case VALUE_NUMBER_FLOAT -> throw new JsonParseException(parser, "a number with a fraction or an exponent");
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new JsonParseException(parser, "a value is missing");
        };
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }

    private static String position(JacksonException e) {
        String where = e.getLocation() == null
                ? ""
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ": ";
        return where + e.getOriginalMessage();
    }

    private static ImmureException malformed(String source, String why, @Nullable Exception e) {
        return new ImmureException(
                new Fault(
                        ProfileFault.MALFORMED,
                        "cannot read the profile",
                        source,
                        "not the JSON expected: " + why,
                        "Correct the file at that place"),
                e);
    }
}
