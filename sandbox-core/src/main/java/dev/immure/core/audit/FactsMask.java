package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of the facts of a decision must not be written down. Each pointer (RFC 6901, with {@code *} for every element or
 * member) names values that become the text {@value #MARKER}, whatever they were: neither kind, length nor a hash stays,
 * for a hash of something short is found by trying. The names of members are no values and stay.
 */
public final class FactsMask {
    /** Stands in the place of a value that was masked. */
    public static final String MARKER = "[masked]";

    /** Masks nothing. */
    public static final FactsMask NONE = new FactsMask(List.of());

    /** Pointers that one mask takes at most. */
    public static final int MAX_POINTERS = 64;

    private static final JsonLimits LIMITS = new JsonLimits(FactsStore.MAX_BYTES, 64, 2_000_000);
    private static final JsonPointer REFERENCE = JsonPointer.parse("/image/reference");

    private final List<JsonPointer> pointers;

    private FactsMask(List<JsonPointer> pointers) {
        this.pointers = List.copyOf(pointers);
    }

    /**
     * A mask of these pointers.
     *
     * @throws ImmureException {@link AuditFault#MASK} naming the first that is none, or when they are more than
     *     {@value #MAX_POINTERS}
     */
    public static FactsMask of(List<String> pointers) {
        if (pointers.size() > MAX_POINTERS) {
            throw malformed(pointers.size() + " pointers", "at most " + MAX_POINTERS + " are taken");
        }
        List<JsonPointer> parsed = new ArrayList<>();
        for (String pointer : pointers) {
            try {
                parsed.add(JsonPointer.parse(pointer));
            } catch (IllegalArgumentException e) {
                throw malformed("\"" + pointer + "\"", "the pointer " + e.getMessage());
            }
        }
        return new FactsMask(parsed);
    }

    /** The pointers as they were given. */
    public List<String> pointers() {
        return pointers.stream().map(JsonPointer::toString).toList();
    }

    /**
     * Facts without their secrets.
     *
     * @param applied pointers that named at least one value
     * @param secrets texts and numbers that were masked, to be kept out of other places, too; never written
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Masked(byte[] facts, List<String> applied, Set<String> secrets) {}

    /**
     * A masked copy; the very bytes when nothing is to be masked.
     *
     * @throws ImmureException {@link AuditFault#MASK} when the facts cannot be read: then nobody knows where secrets are
     */
    Masked apply(byte[] facts) {
        if (pointers.isEmpty()) {
            return new Masked(facts, List.of(), Set.of());
        }
        JsonValue document = parse(facts);
        List<String> applied = new ArrayList<>();
        Set<String> secrets = new LinkedHashSet<>();
        for (JsonPointer pointer : pointers) {
            boolean[] found = new boolean[1];
            document = pointer.replace(document, value -> {
                found[0] = true;
                collect(value, secrets);
                return new JsonValue.JsonString(MARKER);
            });
            if (found[0]) {
                applied.add(pointer.toString());
            }
        }
        secrets.remove(MARKER);
        return new Masked(Json.value(document), applied, secrets);
    }

    /** Whether the image's reference is among what is masked: it stands in records that are written before any decision. */
    boolean coversReference() {
        return pointers.stream().anyMatch(FactsMask::coversReference);
    }

    private static boolean coversReference(JsonPointer pointer) {
        List<String> tokens = pointer.tokens();
        List<String> reference = REFERENCE.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            if (i == reference.size()
                    || !(tokens.get(i).equals("*") || tokens.get(i).equals(reference.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static JsonValue parse(byte[] facts) {
        try {
            return StrictJson.parseObject(facts, LIMITS);
        } catch (JsonException e) {
            throw new ImmureException(
                    new Fault(
                            AuditFault.MASK,
                            "cannot mask",
                            "the facts of the decision",
                            e.getMessage() == null ? "they are not JSON" : e.getMessage(),
                            "Nothing is launched: what cannot be masked must not be written"),
                    e);
        }
    }

    private static void collect(JsonValue value, Set<String> secrets) {
        switch (value) {
            case JsonValue.JsonString text -> secrets.add(text.text());
            case JsonValue.JsonNumber number -> secrets.add(number.text());
            case JsonValue.JsonArray array -> array.items().forEach(item -> collect(item, secrets));
            case JsonObject object -> object.members().values().forEach(member -> collect(member, secrets));
            case JsonValue.JsonBoolean truth -> {}
            case JsonValue.JsonNull nothing -> {}
        }
    }

    private static ImmureException malformed(String on, @Nullable String why) {
        return new ImmureException(new Fault(
                AuditFault.MASK,
                "cannot mask",
                on,
                String.valueOf(why),
                "Give JSON pointers (RFC 6901) into the facts, such as /run/argv/*"));
    }
}
