package dev.immure.policy.test;

import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.core.yaml.Node;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.json.FactsJson;
import dev.immure.policy.json.FactsProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Facts as JSON, with the place where each value was written.
 *
 * @param places {@code FILE:LINE} by JSON pointer, of what a person wrote
 */
record FactsTree(JsonObject facts, Map<String, String> places) {
    private static final JsonObject ELEMENTS = DefaultFacts.elements();

    FactsTree {
        places = Map.copyOf(places);
    }

    /** The launch that every scenario starts from. */
    static FactsTree standard() {
        return new FactsTree(DefaultFacts.input(), Map.of());
    }

    /**
     * Lays facts over these: objects member by member, lists as a whole, and {@code null} takes a member away, such as a
     * label. What an element of a list leaves out is as in {@link DefaultFacts#elements}.
     */
    FactsTree with(String file, Node.Mapping over) {
        Overlay overlay = new Overlay(file, new TreeMap<>(places));
        JsonObject laid = overlay.object(Optional.of(facts), Optional.of(ELEMENTS), over, "");
        return new FactsTree(laid, overlay.places);
    }

    /**
     * The facts, when they are such.
     *
     * @param otherwise where faults are that no written value has
     */
    Optional<PolicyInput> read(String otherwise, Faults faults) {
        List<FactsProblem> problems = new ArrayList<>();
        Optional<PolicyInput> input = FactsJson.read(facts, problems);
        for (FactsProblem problem : problems) {
            faults.add(
                    PolicyFaultCode.SCENARIO,
                    place(problem.pointer(), otherwise),
                    "the fact \"" + problem.pointer() + "\" " + problem.why());
        }
        return input;
    }

    /** Of the value, or of the nearest one around it that a person wrote. */
    private String place(String pointer, String otherwise) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            String place = places.get(at);
            if (place != null) {
                return place;
            }
        }
        return otherwise;
    }

    /** One file laid over facts. */
    private record Overlay(String file, TreeMap<String, String> places) {
        JsonObject object(Optional<JsonObject> base, Optional<JsonObject> template, Node.Mapping over, String pointer) {
            Map<String, JsonValue> members =
                    new LinkedHashMap<>(base.map(JsonObject::members).orElse(Map.of()));
            over.fields().forEach((name, node) -> {
                if (node instanceof Node.Other other && other.isNull()) {
                    members.remove(name);
                } else {
                    members.put(
                            name,
                            value(
                                    Optional.ofNullable(members.get(name)),
                                    template.map(t -> t.members().get(name)),
                                    node,
                                    pointer + "/" + FactsProblem.escape(name)));
                }
            });
            return new JsonObject(members);
        }

        private JsonValue value(Optional<JsonValue> base, Optional<JsonValue> template, Node over, String pointer) {
            places.put(pointer, over.line() > 0 ? file + ":" + over.line() : file);
            return switch (over) {
                case Node.Mapping mapping -> object(asObject(base), asObject(template), mapping, pointer);
                case Node.Sequence sequence -> array(template, sequence, pointer);
                case Node.Text text -> new JsonString(text.value());
                case Node.Whole whole -> new JsonNumber(Long.toString(whole.value()));
                case Node.Flag flag -> new JsonBoolean(flag.value());
                // The reader of facts says what it is instead of what it should be.
                case Node.Other other -> new JsonNull();
            };
        }

        private JsonArray array(Optional<JsonValue> template, Node.Sequence over, String pointer) {
            places.subMap(pointer + "/", pointer + "0").clear();
            Optional<JsonValue> element = template.filter(JsonArray.class::isInstance)
                    .map(JsonArray.class::cast)
                    .flatMap(array -> array.items().stream().findFirst())
                    .filter(JsonObject.class::isInstance);
            List<JsonValue> items = new ArrayList<>();
            for (Node item : over.items()) {
                items.add(value(element, Optional.empty(), item, pointer + "/" + items.size()));
            }
            return new JsonArray(items);
        }

        private static Optional<JsonObject> asObject(Optional<JsonValue> value) {
            return value.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
        }
    }
}
