package dev.immure.policy.explain;

import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.policy.ImageFacts;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.ResourceRequest;
import dev.immure.policy.explain.Hints.Use;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Policy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Collects the single changes that the conditions of a policy suggest. Not all of them make sense: they are tried. */
final class Candidates {
    /** Texts that no condition names: one stands for all values that are none of the literals. */
    private static final List<String> OTHER_TEXTS = List.of("", "other", "/other");

    /** Of an image's thousands of parts these are changed, those that a rule fired on first. */
    private static final int MOST_FACTS = 64;

    private static final double FLAG = 1;
    private static final double ITEM = 1.5;
    private static final double FACT = 2;
    private static final double TEXT = 2;
    private static final double OTHER_TEXT = 4;
    private static final double NUMBER = 2;

    private final JsonObject document;
    private final Hints hints;
    private final PolicyInput input;
    private final List<Candidate> found = new ArrayList<>();

    private Candidates(Policy policy, PolicyInput input, Interpreter interpreter, JsonObject document) {
        this.document = document;
        this.input = input;
        this.hints = Hints.of(policy, interpreter);
    }

    /** Nearest first. */
    static List<Candidate> of(PolicyBundle bundle, PolicyInput input, PolicyDecision decision, JsonObject document) {
        List<Object> seen = bundle.facts(input);
        Candidates candidates = new Candidates(bundle.policy(), input, new Interpreter(seen), document);
        candidates.fields();
        candidates.removals();
        candidates.additions();
        candidates.signature();
        candidates.found.addAll(Moments.of(bundle.policy(), candidates.hints, input.clock()));
        candidates.found.addAll(PolicyCandidates.of(bundle, candidates.hints, seen));
        candidates.found.addAll(WaiverCandidates.of(bundle, input, decision));
        return candidates.found.stream().sorted(Candidate.ORDER).toList();
    }

    private void fields() {
        hints.values()
                .forEach((use, values) -> FactPlace.of(use.type().name()).ifPresent(place -> {
                    if (place == FactPlace.CLOCK) {
                        return; // Its fields are views of one moment.
                    }
                    for (List<String> path : facts(place)) {
                        field(place, path, use, values);
                    }
                }));
    }

    /** Paths of the facts of a type: one, or the first of those in an array. */
    private List<List<String>> facts(FactPlace place) {
        return place.isArray()
                ? IntStream.range(0, Math.min(size(place.path()), MOST_FACTS))
                        .mapToObj(i -> plus(place.path(), String.valueOf(i)))
                        .toList()
                : List.of(place.path());
    }

    private void field(FactPlace place, List<String> fact, Use use, Set<Object> values) {
        String name = use.access().field().name();
        switch (use.access().field().kind()) {
            case TEXT -> text(place, textPath(place, fact, name), values);
            case NUMBER -> number(place, plus(fact, name), values);
            case FLAG -> flag(place, plus(fact, name));
            case TEXTS -> items(place, plus(fact, name), values);
            case MAP -> key(place, plus(plus(fact, name), use.access().key().orElseThrow()), values);
        }
    }

    /** Where a field is called otherwise in JSON than in rules. */
    private static List<String> textPath(FactPlace place, List<String> fact, String name) {
        if (place == FactPlace.BEST_EFFORT || place == FactPlace.DESTINATION) {
            return fact;
        }
        return plus(fact, place == FactPlace.IMAGE && name.equals("digest") ? "manifest" : name);
    }

    private void text(FactPlace place, List<String> path, Set<Object> values) {
        values.forEach(value -> {
            if (value instanceof String text) {
                set(place, path, new JsonString(text), TEXT);
            }
        });
        OTHER_TEXTS.forEach(text -> set(place, path, new JsonString(text), OTHER_TEXT));
    }

    /** A decision that a number turns, it turns at a literal, just below or just above it. */
    private void number(FactPlace place, List<String> path, Set<Object> values) {
        Optional<Long> now = Edit.at(document, path).flatMap(Candidates::whole);
        if (now.isEmpty()) {
            return; // Counted from a list, whose items can go.
        }
        for (Object value : values) {
            if (value instanceof Long literal) {
                for (long step = -1; step <= 1; step++) {
                    long wanted = literal + step;
                    if (wanted >= 0 && (step <= 0 || literal < ResourceRequest.UNLIMITED)) {
                        set(place, path, number(place, wanted), NUMBER + distance(now.get(), wanted));
                    }
                }
            }
        }
    }

    /** Below 1, and the smaller the nearer: so that bytes do not seem further than processes. */
    private static double distance(long from, long to) {
        double moved = Math.abs((double) from - (double) to);
        return moved / (moved + Math.max(1, from));
    }

    private static JsonValue number(FactPlace place, long value) {
        return place == FactPlace.RESOURCE && value == ResourceRequest.UNLIMITED
                ? new JsonString("unlimited")
                : new JsonNumber(Long.toString(value));
    }

    private static Optional<Long> whole(JsonValue value) {
        return switch (value) {
            case JsonNumber number -> Optional.of(Long.parseLong(number.text()));
            case JsonString string -> Optional.of(ResourceRequest.UNLIMITED);
            default -> Optional.empty();
        };
    }

    private void flag(FactPlace place, List<String> path) {
        if (Edit.at(document, path).orElse(null) instanceof JsonBoolean flag) {
            set(place, path, new JsonBoolean(!flag.value()), FLAG);
        }
    }

    private void items(FactPlace place, List<String> path, Set<Object> values) {
        List<JsonValue> items = array(path);
        for (Object value : values) {
            if (value instanceof String text && !items.contains(new JsonString(text))) {
                add(place, path, items.size(), new JsonString(text), ITEM);
            }
        }
        eachItemGone(place, path);
    }

    private void eachItemGone(FactPlace place, List<String> path) {
        for (int i = 0; i < Math.min(size(path), MOST_FACTS); i++) {
            found.add(new Candidate.OfFacts(
                    place, Change.Kind.REMOVE, List.of(Edit.remove(plus(path, String.valueOf(i)))), ITEM));
        }
    }

    private void key(FactPlace place, List<String> path, Set<Object> values) {
        if (Edit.at(document, path).isPresent()) {
            found.add(new Candidate.OfFacts(place, Change.Kind.REMOVE, List.of(Edit.remove(path)), ITEM));
        }
        for (Object value : values) {
            if (value instanceof String text) {
                set(place, path, new JsonString(text), TEXT);
            } else if (value instanceof Operand.Missing) {
                set(place, path, new JsonString("other"), OTHER_TEXT);
            }
        }
    }

    /** Every fact of which there need be none, and the items of lists whose length rules see as a number. */
    private void removals() {
        for (FactPlace place : FactPlace.values()) {
            if (place.isArray()) {
                for (List<String> path : facts(place)) {
                    found.add(new Candidate.OfFacts(place, Change.Kind.REMOVE, List.of(Edit.remove(path)), FACT));
                }
            }
        }
        eachItemGone(FactPlace.NETWORK, plus(FactPlace.NETWORK.path(), "allow"));
        eachItemGone(FactPlace.NETWORK, plus(FactPlace.NETWORK.path(), "publish"));
    }

    /** One more fact, such as a pattern of the policy asks for. */
    private void additions() {
        hints.patterns()
                .forEach(pattern -> FactPlace.of(pattern.type().name())
                        .filter(FactPlace::isArray)
                        .ifPresent(place -> NewFact.like(place, pattern)
                                .ifPresent(fact -> add(place, place.path(), size(place.path()), fact, FACT + ITEM))));
    }

    /** For an image without one: what counts is that it is signed, and then both facts change. */
    private void signature() {
        List<String> state = List.of("image", "verification");
        if (!input.image().verification().equals(ImageFacts.UNSIGNED)) {
            return;
        }
        Set<JsonObject> signatures = new LinkedHashSet<>();
        hints.patterns().stream()
                .filter(pattern -> pattern.type().name().equals("SignatureFacts"))
                .forEach(pattern -> NewFact.like(FactPlace.SIGNATURE, pattern)
                        .map(JsonObject.class::cast)
                        .ifPresent(signatures::add));
        signatures.add(NewFact.signature());
        int size = size(FactPlace.SIGNATURE.path());
        for (JsonObject signature : signatures) {
            found.add(new Candidate.OfFacts(
                    FactPlace.SIGNATURE,
                    Change.Kind.SIGN,
                    List.of(
                            Edit.set(plus(FactPlace.SIGNATURE.path(), String.valueOf(size)), signature),
                            Edit.set(state, new JsonString(ImageFacts.VERIFIED))),
                    FLAG));
        }
    }

    private void set(FactPlace place, List<String> path, JsonValue value, double effort) {
        if (!Edit.at(document, path).equals(Optional.of(value))) {
            found.add(new Candidate.OfFacts(place, Change.Kind.SET, List.of(Edit.set(path, value)), effort));
        }
    }

    private void add(FactPlace place, List<String> array, int size, JsonValue value, double effort) {
        found.add(new Candidate.OfFacts(
                place, Change.Kind.ADD, List.of(Edit.set(plus(array, String.valueOf(size)), value)), effort));
    }

    private List<JsonValue> array(List<String> path) {
        return Edit.at(document, path).orElse(null) instanceof JsonArray array ? array.items() : List.of();
    }

    private int size(List<String> path) {
        return array(path).size();
    }

    private static List<String> plus(List<String> path, String part) {
        List<String> longer = new ArrayList<>(path);
        longer.add(part);
        return longer;
    }
}
