package dev.immure.profiles;

import dev.immure.core.runtime.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Reads the limits of {@code profile.json}, each with its reason. */
final class LimitReader {
    /** In the order of the components of {@link ProfileLimits}. */
    private static final List<Limit> LIMITS = List.of(
            new Limit("memory", Quantity::bytes, ProfileLimits::memoryBytes),
            new Limit("pids", LimitReader::count, ProfileLimits::pids),
            new Limit("cpus", LimitReader::thousandths, ProfileLimits::milliCpus),
            new Limit("cpuTime", LimitReader::nanoseconds, l -> l.cpuTime().toNanos()),
            new Limit("wallTime", LimitReader::nanoseconds, l -> l.wallTime().toNanos()),
            new Limit("output", Quantity::bytes, ProfileLimits::outputBytes),
            new Limit("disk", Quantity::bytes, ProfileLimits::diskBytes),
            new Limit("inodes", LimitReader::count, ProfileLimits::inodes));

    private LimitReader() {}

    /** One limit: its name in the file, how its text becomes a number, and where the record has it. */
    private record Limit(String name, ToLongFunction<String> parser, ToLongFunction<ProfileLimits> getter) {}

    /** Those of the document; what it does not say comes from the base, and without one is a flaw. */
    static ProfileLimits read(JsonFields document, Optional<SecurityProfile> base, Map<String, String> reasons) {
        Map<Limit, Long> own = own(document, reasons);
        long[] values = LIMITS.stream()
                .mapToLong(limit -> Optional.ofNullable(own.get(limit))
                        .or(() -> base.map(b -> limit.getter().applyAsLong(b.limits())))
                        .orElseThrow(() -> new InvalidField(
                                ProfileFault.MISSING_FIELD, document.path("limits"), limit.name() + " is missing")))
                .toArray();
        ProfileLimits limits = limits(values);
        if (base.isPresent() && !limits.isWithin(base.get().limits())) {
            throw new InvalidField(ProfileFault.LOOSENS, "limits", "one is above that of the base");
        }
        return limits;
    }

    /** Each limit by its name in the file. */
    static Map<String, Long> values(ProfileLimits limits) {
        Map<String, Long> values = new LinkedHashMap<>();
        LIMITS.forEach(limit -> values.put(limit.name(), limit.getter().applyAsLong(limits)));
        return values;
    }

    private static Map<Limit, Long> own(JsonFields document, Map<String, String> reasons) {
        Map<Limit, Long> own = new HashMap<>();
        for (JsonFields entry : document.objects("limits")) {
            Limit limit = limit(entry);
            if (own.put(limit, entry.checked(() -> limit.parser().applyAsLong(entry.amount("value")))) != null) {
                throw entry.bad("limit", limit.name() + " is limited twice");
            }
            reasons.put(limit.name(), entry.text("reason"));
            entry.requireAllRead();
        }
        return own;
    }

    private static Limit limit(JsonFields entry) {
        String name = entry.text("limit");
        return LIMITS.stream()
                .filter(limit -> limit.name().equals(name))
                .findFirst()
                .orElseThrow(() -> entry.bad("limit", "there is no limit " + name));
    }

    private static ProfileLimits limits(long[] values) {
        return new ProfileLimits(
                values[0],
                values[1],
                values[2],
                Duration.ofNanos(values[3]),
                Duration.ofNanos(values[4]),
                values[5],
                values[6],
                values[7]);
    }

    private static long count(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("not a count of at most nine digits");
        }
        return Long.parseLong(text);
    }

    private static long nanoseconds(String text) {
        return Quantity.duration(text).toNanos();
    }

    private static long thousandths(String text) {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,3})?")) {
            throw new IllegalArgumentException("not a number of processors such as 1 or 0.5");
        }
        return new BigDecimal(text).movePointRight(3).longValueExact();
    }
}
