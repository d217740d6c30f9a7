package dev.immure.policy.json;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.policy.ResourceRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One object of a document, read member by member. A fault is noted under its pointer and reading goes on with a
 * stand-in, so that all faults of a document come out at once; of an object with a fault nothing is used.
 */
final class FactsIn {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,18})");

    /** {@code 2026-11-23T09:30:00.123456789Z}. */
    private static final int MOMENT = 30;

    private static final String VERSION = "version";

    private static final Digest NO_DIGEST = Digest.of(new byte[0]);

    private final JsonObject object;
    private final String pointer;
    private final List<FactsProblem> problems;
    private final Set<String> known = new HashSet<>();

    private FactsIn(JsonObject object, String pointer, List<FactsProblem> problems) {
        this.object = object;
        this.pointer = pointer;
        this.problems = problems;
    }

    static <T> Optional<T> document(JsonObject object, List<FactsProblem> problems, Function<FactsIn, T> reader) {
        return read(object, "", problems, reader);
    }

    private static <T> Optional<T> read(
            JsonObject object, String pointer, List<FactsProblem> problems, Function<FactsIn, T> reader) {
        int before = problems.size();
        FactsIn in = new FactsIn(object, pointer, problems);
        Optional<T> value = Optional.empty();
        try {
            value = Optional.of(reader.apply(in));
        } catch (ImmureException e) {
            // What a constructor says of a stand-in is no news.
            if (problems.size() == before) {
                in.note(
                        "",
                        "is not accepted: " + e.fault().on() + ": " + e.fault().why());
            }
        } catch (Unread e) {
            // Noted already.
        }
        in.refuseOthers();
        return problems.size() == before ? value : Optional.empty();
    }

    String text(String name) {
        return text(name, member(name));
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        List<JsonValue> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            texts.add(text(name + "/" + i, Optional.of(items.get(i))));
        }
        return texts;
    }

    Map<String, String> map(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        typed(name, member(name), JsonObject.class, "an object")
                .map(JsonObject::members)
                .orElse(Map.of())
                .forEach((key, value) -> map.put(key, text(name + "/" + FactsProblem.escape(key), Optional.of(value))));
        return map;
    }

    boolean flag(String name) {
        return typed(name, member(name), JsonBoolean.class, "true or false")
                .map(JsonBoolean::value)
                .orElse(false);
    }

    long number(String name) {
        return typed(name, member(name), JsonNumber.class, "a number")
                .map(number -> whole(name, number.text()))
                .orElse(0L);
    }

    /** A number, or the word for none. */
    long limit(String name) {
        return object.members().get(name) instanceof JsonString string
                        && string.text().equals(FactsOut.UNLIMITED)
                        && known.add(name)
                ? ResourceRequest.UNLIMITED
                : number(name);
    }

    /**
     * What a document of facts says of itself; a person need not write it. Of another version nothing more is read: that it lacks
     * a member, or has one too many, is no fault of whoever wrote it.
     */
    void version(long current) {
        if (!object.members().containsKey(VERSION)) {
            return;
        }
        int before = problems.size();
        long version = number(VERSION);
        if (problems.size() == before && version != current) {
            note(
                    "/" + VERSION,
                    "is " + version + ": " + (version < current ? "an older" : "a later")
                            + " version of Immure wrote them, and this one knows version " + current
                            + "; what it would ask of them, they may not tell");
            known.addAll(object.members().keySet());
            throw new Unread();
        }
    }

    Digest digest(String name) {
        return parsed(name, Digest::parse, "is no digest: sha256: and 64 lower-case hexadecimal digits")
                .orElse(NO_DIGEST);
    }

    Instant instant(String name) {
        return parsed(name, FactsIn::moment, "is no moment like 2026-11-23T09:30:00Z")
                .orElse(Instant.EPOCH);
    }

    <T> Optional<T> object(String name, Function<FactsIn, T> reader) {
        return typed(name, member(name), JsonObject.class, "an object")
                .flatMap(value -> read(value, pointer + "/" + name, problems, reader));
    }

    /** Those that can be read; the rest is noted. */
    <T> List<T> objects(String name, Function<FactsIn, T> reader) {
        List<T> found = new ArrayList<>();
        List<JsonValue> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            String place = name + "/" + i;
            typed(place, Optional.of(items.get(i)), JsonObject.class, "an object")
                    .flatMap(value -> read(value, pointer + "/" + place, problems, reader))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** The value of a part that {@link #object} read. */
    static <T> T need(Optional<T> part) {
        return part.orElseThrow(Unread::new);
    }

    private Optional<JsonValue> member(String name) {
        known.add(name);
        Optional<JsonValue> value = Optional.ofNullable(object.members().get(name));
        if (value.isEmpty()) {
            note("", "has no member \"" + name + "\"");
        }
        return value;
    }

    /** Of a year of four digits: the dates that rules see have no other. */
    private static Instant moment(String text) {
        if (text.isEmpty() || text.length() > MOMENT || !Character.isDigit(text.charAt(0))) {
            throw new IllegalArgumentException("not in the form of moments");
        }
        return Instant.parse(text);
    }

    private List<JsonValue> items(String name) {
        return typed(name, member(name), JsonArray.class, "an array")
                .map(JsonArray::items)
                .orElse(List.of());
    }

    private String text(String place, Optional<JsonValue> value) {
        return typed(place, value, JsonString.class, "a string")
                .map(JsonString::text)
                .orElse("");
    }

    private long whole(String name, String digits) {
        try {
            if (INTEGER.matcher(digits).matches()) {
                return Long.parseLong(digits);
            }
        } catch (NumberFormatException e) {
            // Nineteen digits can be more than a long holds; the note below says so.
        }
        note("/" + name, "is no whole number between -2^63 and 2^63 - 1");
        return 0;
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser, String otherwise) {
        Optional<JsonString> text = typed(name, member(name), JsonString.class, "a string");
        try {
            return text.map(JsonString::text).map(parser);
        } catch (IllegalArgumentException | DateTimeException e) {
            note("/" + name, otherwise);
            return Optional.empty();
        }
    }

    private <T extends JsonValue> Optional<T> typed(
            String place, Optional<JsonValue> value, Class<T> type, String wanted) {
        if (value.isPresent() && !type.isInstance(value.get())) {
            note("/" + place, "is " + value.get().kind() + ", not " + wanted);
        }
        return value.filter(type::isInstance).map(type::cast);
    }

    private void refuseOthers() {
        object.members().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> note("/" + FactsProblem.escape(name), "is not known"));
    }

    private void note(String below, String why) {
        problems.add(new FactsProblem(pointer + below, why));
    }

    /** A part of an object has a fault, so the object cannot be made. */
    private static final class Unread extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unread() {
            super("a part has a fault, which is noted", null, false, false);
        }
    }
}
