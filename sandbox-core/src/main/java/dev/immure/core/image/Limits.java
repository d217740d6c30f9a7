package dev.immure.core.image;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonLimits;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The bounds in force, by name. All positive; those not given have their default. */
public record Limits(Map<Limit, Long> values) {
    public static final Limits DEFAULT = new Limits(Map.of());

    public Limits {
        EnumMap<Limit, Long> complete = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            long value = values.getOrDefault(limit, limit.byDefault());
            if (value < 1) {
                throw new IllegalArgumentException("the limit " + limit + " is not positive");
            }
            complete.put(limit, value);
        }
        values = Collections.unmodifiableMap(complete);
    }

    /** The same limits with one changed. */
    public Limits with(Limit limit, long value) {
        EnumMap<Limit, Long> changed = new EnumMap<>(values);
        changed.put(limit, value);
        return new Limits(changed);
    }

    public long get(Limit limit) {
        return values.getOrDefault(limit, limit.byDefault());
    }

    /** For limits on what is held in memory: never beyond what an array can hold. */
    public int getInt(Limit limit) {
        return (int) Math.min(Integer.MAX_VALUE - 8, get(limit));
    }

    /** Throws the limit's own fault when {@code value} is beyond it. */
    public void check(Limit limit, long value, String what, Object on) {
        if (value > get(limit)) {
            throw exceeded(limit, what, on, String.valueOf(value));
        }
    }

    /** The fault of a limit, for a value that is only known to be beyond it. */
    public ImmureException exceeded(Limit limit, String what, Object on, String value) {
        String name = limit.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return limit.fault().at(what, on, name + ": " + value + " is beyond the limit of " + get(limit));
    }

    /** Limits for one JSON document of at most {@code bytes}. */
    public JsonLimits json(Limit bytes) {
        return new JsonLimits(getInt(bytes), getInt(Limit.JSON_DEPTH), getInt(Limit.JSON_VALUES));
    }
}
