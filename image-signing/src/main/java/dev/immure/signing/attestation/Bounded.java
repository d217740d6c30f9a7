package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads members of a predicate that rules will see, refusing more than a rule can be given. */
final class Bounded {
    /** Characters; what a fact of a policy holds at most. */
    private static final int TEXT = 4096;

    private Bounded() {}

    /** A text; empty when it is absent. */
    static String text(JsonObject object, String name) throws JsonException {
        return text(name, object.string(name).orElse(""));
    }

    static String requireText(JsonObject object, String name) throws JsonException {
        String text = text(name, object.requireString(name));
        if (text.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"" + name + "\" is empty");
        }
        return text;
    }

    static String text(String name, String text) throws JsonException {
        if (text.length() > TEXT) {
            throw new JsonException(Flaw.TOO_LARGE, "\"" + name + "\" is longer than " + TEXT + " characters");
        }
        return text;
    }

    static List<JsonObject> objects(JsonObject object, String name, int most) throws JsonException {
        return list(name, object.objects(name), most);
    }

    static <T> List<T> list(String name, List<T> items, int most) throws JsonException {
        if (items.size() > most) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "\"" + name + "\" has more than " + most + " entries");
        }
        return items;
    }

    /** A set of digests as {@code sha256:…}, in the order of the algorithms' names. */
    static List<String> digests(JsonObject object, String name) throws JsonException {
        List<String> digests = new ArrayList<>();
        for (Map.Entry<String, String> digest : object.stringMap(name).entrySet()) {
            digests.add(text(name, digest.getKey() + ":" + digest.getValue()));
        }
        return list(name, digests.stream().sorted().toList(), 16);
    }
}
