package dev.immure.core.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What was measured, and with what. A figure nobody measured is absent, never 0; a figure without a named meter cannot
 * exist.
 *
 * @param meters name of the instrument, such as {@code cgroup-v1}
 * @param figures values, not negative
 * @param disks where it was written to; the receipt alone shows them
 */
public record Measurements(Map<Meter, String> meters, Map<Figure, Long> figures, List<DiskFigure> disks) {
    private static final Measurements NONE = new Measurements(Map.of(), Map.of(), List.of());

    public Measurements {
        meters = copy(Meter.class, meters);
        figures = copy(Figure.class, figures);
        disks = List.copyOf(disks);
        for (Map.Entry<Figure, Long> figure : figures.entrySet()) {
            if (!meters.containsKey(figure.getKey().meter())) {
                throw new IllegalArgumentException(figure.getKey() + " has no meter");
            }
            if (figure.getValue() < 0) {
                throw new IllegalArgumentException(figure.getKey() + " is negative");
            }
        }
    }

    /** Nothing measured. */
    public static Measurements none() {
        return NONE;
    }

    /** The same, with one more instrument. */
    public Measurements metered(Meter meter, String source) {
        Map<Meter, String> more = copyOf(Meter.class, meters);
        more.put(meter, source);
        return new Measurements(more, figures, disks);
    }

    /** The same, with one more figure; its meter must have been named. */
    public Measurements with(Figure figure, long value) {
        Map<Figure, Long> more = copyOf(Figure.class, figures);
        more.put(figure, value);
        return new Measurements(meters, more, disks);
    }

    /** The same, with the places that were written to. */
    public Measurements withDisks(List<DiskFigure> places) {
        return new Measurements(meters, figures, places);
    }

    /** The value, if it was measured. */
    public OptionalLong of(Figure figure) {
        Long value = figures.get(figure);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> type, Map<K, V> map) {
        return Collections.unmodifiableMap(copyOf(type, map));
    }

    private static <K extends Enum<K>, V> EnumMap<K, V> copyOf(Class<K> type, Map<K, V> map) {
        EnumMap<K, V> copy = new EnumMap<>(type);
        copy.putAll(map);
        return copy;
    }
}
