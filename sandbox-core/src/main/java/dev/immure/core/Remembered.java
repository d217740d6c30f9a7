package dev.immure.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The latest results of a pure function, for callers that ask the same again and again. Safe for use by several threads; two
 * that ask the same at once may both compute it. What throws is not remembered.
 *
 * @param <K> all that the result depends on; neither it nor the result may ever change
 */
public final class Remembered<K, V> {
    private final Map<K, V> results;

    /** @param most results kept, at least 1; the one that nobody has asked for the longest goes first */
    public Remembered(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one result is kept, not " + most);
        }
        results = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The result for this key, computed where it is not remembered. */
    public V get(K key, Function<? super K, ? extends V> function) {
        Optional<V> known = find(key);
        if (known.isPresent()) {
            return known.get();
        }
        // Outside of the lock: compiling takes long, and others ask for something else.
        V computed = function.apply(key);
        synchronized (results) {
            results.put(key, computed);
        }
        return computed;
    }

    private Optional<V> find(K key) {
        synchronized (results) {
            return Optional.ofNullable(results.get(key));
        }
    }
}
