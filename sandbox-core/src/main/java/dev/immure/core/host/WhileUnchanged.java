package dev.immure.core.host;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What was made of files, for as long as they stay as they were, and a second at most: what is not noticed by then is
 * noticed after it. Safe for use by several threads; two that ask the same at once may both make it.
 *
 * @param <K> all that it depends on beside the files that {@link Reliance} notes
 */
public final class WhileUnchanged<K, V> {
    private static final Duration MOST = Duration.ofSeconds(1);
    private static final int ENTRIES = 64;

    private final LongSupplier nanoTime;
    private final Map<K, Kept<V>> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
            return size() > ENTRIES;
        }
    };

    public WhileUnchanged() {
        this(System::nanoTime);
    }

    WhileUnchanged(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Kept<V>(Reliance.Made<V> made, long at) {}

    /** What throws is not kept. */
    public V get(K key, Function<? super K, ? extends V> make) {
        if (Reliance.isWitnessed()) {
            // Part of something larger, which relies on the same files and is kept as a whole.
            return make.apply(key);
        }
        long now = nanoTime.getAsLong();
        Optional<Kept<V>> known = find(key)
                .filter(entry ->
                        now - entry.at() < MOST.toNanos() && entry.made().of().holds());
        if (known.isPresent()) {
            return known.get().made().value();
        }
        Reliance.Made<V> made = Reliance.witness(() -> make.apply(key));
        if (made.of().isSettled()) {
            synchronized (entries) {
                entries.put(key, new Kept<>(made, now));
            }
        }
        return made.value();
    }

    private Optional<Kept<V>> find(K key) {
        synchronized (entries) {
            return Optional.ofNullable(entries.get(key));
        }
    }
}
