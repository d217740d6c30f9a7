package dev.immure.core.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the plain part of YAML: one document of mappings, lists and scalars. Refused: duplicate names at any depth,
 * aliases (and anchors of collections), tags on values, a second document, more than {@value #DEPTH} levels, bytes that are not UTF-8.
 *
 * <p>The caller has bounded the number of bytes; without aliases that bounds the number of nodes.
 */
public final class StrictYaml {
    private static final int DEPTH = 16;
    private static final int DIGITS = 18;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(64)
                    .build())
            .build();

    private final YAMLParser parser;

    private StrictYaml(YAMLParser parser) {
        this.parser = parser;
    }

    public static Node read(byte[] bytes) throws MalformedYaml {
        try (YAMLParser parser = YAML.createParser(decode(bytes))) {
            return new StrictYaml(parser).document();
        } catch (StreamConstraintsException e) {
            throw new MalformedYaml("it is beyond a limit: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new MalformedYaml("it is not well-formed YAML" + place(e));
        } catch (IOException e) {
            throw new AssertionError("a parser over a string does no I/O", e);
        }
    }

    private static String decode(byte[] bytes) throws MalformedYaml {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedYaml("it is not UTF-8");
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private Node document() throws IOException, MalformedYaml {
        if (parser.nextToken() == null) {
            throw new MalformedYaml("it is empty");
        }
        Node node = node();
        if (parser.nextToken() != null) {
            throw new MalformedYaml("something follows the end of the document" + place());
        }
        return node;
    }

    // Recursion is bounded: the parser refuses to nest deeper than DEPTH.
    private Node node() throws IOException, MalformedYaml {
        refuseAnchors();
        int line = line();
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new MalformedYaml("it ends too early");
        }
        return switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_STRING -> new Node.Text(line, parser.getText());
            case VALUE_NUMBER_INT -> whole(line, parser.getText());
            case VALUE_NUMBER_FLOAT -> new Node.Other(line, "a number that is not whole");
            case VALUE_TRUE -> new Node.Flag(line, true);
            case VALUE_FALSE -> new Node.Flag(line, false);
            case VALUE_NULL -> Node.Other.nothing(line);
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new MalformedYaml("a value is missing" + place());
        };
    }

    private Node mapping(int line) throws IOException, MalformedYaml {
        Map<String, Node> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            refuseAnchors();
            String name = parser.currentName();
            String place = place();
            parser.nextToken();
            if (fields.put(name, node()) != null) {
                throw new MalformedYaml("the name \"" + name + "\" stands twice, again" + place);
            }
        }
        return new Node.Mapping(line, fields);
    }

    private Node sequence(int line) throws IOException, MalformedYaml {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new Node.Sequence(line, items);
    }

    /** A zero at the beginning makes 010 eight to readers of YAML 1.1 (yaml.org/type/int) and ten to those of 1.2. */
    private static Node whole(int line, String digits) {
        if (digits.matches("[-+]?0[0-9_]+")) {
            return new Node.Other(line, "a number that begins with a zero");
        }
        return digits.matches("-?[0-9]{1," + DIGITS + "}")
                ? new Node.Whole(line, Long.parseLong(digits))
                : new Node.Other(line, "a number out of range");
    }

    /** An alias makes a small file large; a tag makes a scalar something else. */
    private void refuseAnchors() throws IOException, MalformedYaml {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw new MalformedYaml("it uses an anchor or an alias" + place());
        }
        if (parser.getTypeId() != null) {
            throw new MalformedYaml("it uses a tag" + place());
        }
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private String place() {
        return " at line " + line();
    }
}
