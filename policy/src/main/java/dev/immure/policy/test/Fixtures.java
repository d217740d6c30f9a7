package dev.immure.policy.test;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.core.json.StrictJson;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.Node;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.policy.json.FactsJson;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Files of facts that scenarios start from; each is read once. */
final class Fixtures {
    private static final JsonLimits LIMITS = new JsonLimits(FactsJson.MAX_BYTES, 8, 500_000);

    /** Below the directory of tests, by names that cannot lead out of it. */
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*/){0,4}[A-Za-z0-9_][A-Za-z0-9._-]*\\.(yaml|json)");

    private final TestFiles files;
    private final Map<String, Optional<Node.Mapping>> read = new HashMap<>();

    Fixtures(TestFiles files) {
        this.files = files;
    }

    /** Facts with those of a file over them; what is wrong with the file is told where it is named first. */
    FactsTree over(FactsTree base, String name, Consumer<String> wrong) {
        Optional<Node.Mapping> fixture = read.computeIfAbsent(name, file -> document(file, wrong));
        return fixture.map(mapping -> base.with(TestFiles.shown(name), mapping)).orElse(base);
    }

    private Optional<Node.Mapping> document(String name, Consumer<String> wrong) {
        if (!NAME.matcher(name).matches()) {
            wrong.accept("is no name of a file of facts below tests/, such as fixtures/web.yaml");
            return Optional.empty();
        }
        Optional<byte[]> bytes = files.read(name, FactsJson.MAX_BYTES, why -> wrong.accept(named(name) + why));
        Optional<Node> node = bytes.flatMap(content -> parse(name, content, wrong));
        if (node.isPresent() && !(node.get() instanceof Node.Mapping)) {
            wrong.accept(named(name) + "is no mapping of facts");
        }
        return node.filter(Node.Mapping.class::isInstance).map(Node.Mapping.class::cast);
    }

    private String named(String name) {
        return "names " + TestFiles.shown(name) + ", which ";
    }

    private Optional<Node> parse(String name, byte[] content, Consumer<String> wrong) {
        try {
            return Optional.of(
                    name.endsWith(".json") ? node(StrictJson.parse(content, LIMITS)) : StrictYaml.read(content));
        } catch (JsonException e) {
            wrong.accept(named(name) + "cannot be read: " + e.why());
        } catch (MalformedYaml e) {
            wrong.accept(named(name) + "cannot be read: " + e.reason());
        }
        return Optional.empty();
    }

    private static Node node(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                Map<String, Node> fields = new LinkedHashMap<>();
                object.members().forEach((name, member) -> fields.put(name, node(member)));
                yield new Node.Mapping(0, fields);
            }
            case JsonArray array ->
                new Node.Sequence(0, array.items().stream().map(Fixtures::node).toList());
            case JsonString text -> new Node.Text(0, text.text());
            case JsonNumber number -> whole(number.text());
            case JsonBoolean flag -> new Node.Flag(0, flag.value());
            case JsonNull nothing -> Node.Other.nothing(0);
        };
    }

    private static Node whole(String text) {
        try {
            return new Node.Whole(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return new Node.Other(0, "a number that is not whole, or out of range");
        }
    }
}
