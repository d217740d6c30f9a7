package dev.immure.cli.serve.pool;

import dev.immure.core.ImmureException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Things of several kinds that are made before they are asked for; each is given out once and never comes back. Who has
 * taken one of a kind asks for the next ones to be made, and the first time he is not heard: what is wanted once, of ever
 * other kinds, would only make work. Safe for use by several threads; nothing is made or closed while another waits for the
 * pool.
 *
 * @param <K> a kind; equal keys stand for things that serve the same
 */
public final class Pool<K, T extends AutoCloseable> implements AutoCloseable {
    private static final int REMEMBERED = 8;

    private final PoolSettings settings;
    private final Executor maker;
    private final Consumer<? super T> closing;
    private final LongSupplier nanoTime;
    /** The kind that was not asked for the longest time comes first. */
    private final Map<K, Shelf<T>> shelves = new LinkedHashMap<>(16, 0.75f, true);

    /** Kinds that were asked for, as far back as can matter, and whether any was to be made. */
    private final Map<K, Boolean> asked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Boolean> eldest) {
            return size() > settings.keys() * REMEMBERED;
        }
    };

    private long hits;
    private final Map<PoolMiss, Long> misses = new EnumMap<>(PoolMiss.class);
    private long unusable;
    private long discarded;
    private long failed;
    private boolean closed;

    /**
     * @param maker makes what is missing, and closes what nobody has used
     * @param closing told of each thing that goes unused, by the maker
     */
    public Pool(PoolSettings settings, Executor maker, Consumer<? super T> closing, LongSupplier nanoTime) {
        this.settings = settings;
        this.maker = maker;
        this.closing = closing;
        this.nanoTime = nanoTime;
    }

    private record Ready<T>(T thing, long since) {}

    /** Of one kind; a shelf that was emptied is another one afterwards, and what was made for the old one is too late. */
    private static final class Shelf<T> {
        private final Deque<Ready<T>> ready = new ArrayDeque<>();
        private int inTheMaking;
    }

    /** The oldest one of a kind, for the caller to use and to close. */
    public synchronized Optional<T> take(K key) {
        Shelf<T> shelf = shelves.get(key);
        Optional<T> taken = Optional.ofNullable(shelf).map(s -> s.ready.poll()).map(Ready::thing);
        if (taken.isPresent()) {
            hits++;
        } else {
            misses.merge(missed(key), 1L, Long::sum);
        }
        return taken;
    }

    private PoolMiss missed(K key) {
        Shelf<T> shelf = shelves.get(key);
        if (shelf == null) {
            return asked.getOrDefault(key, false) ? PoolMiss.GONE : PoolMiss.NEW;
        }
        return shelf.inTheMaking > 0 ? PoolMiss.MAKING : PoolMiss.USED;
    }

    /** Told by who has taken one, and could do nothing with it. */
    public synchronized void wasUnusable() {
        unusable++;
    }

    /**
     * Has made what is missing of a kind that was asked for before.
     *
     * @param order called by this thread, once for each that is to be made; what it returns makes it, on another. An {@link
     *     ImmureException} of that is counted
     */
    public void refill(K key, Supplier<Supplier<? extends T>> order) {
        List<T> unused = new ArrayList<>();
        Shelf<T> shelf;
        int missing;
        synchronized (this) {
            if (closed || settings.perKey() == 0 || asked.putIfAbsent(key, false) == null) {
                return;
            }
            asked.put(key, true);
            shelf = shelves.computeIfAbsent(key, k -> new Shelf<>());
            missing = settings.perKey() - shelf.ready.size() - shelf.inTheMaking;
            shelf.inTheMaking += Math.max(0, missing);
            shelves.keySet().stream()
                    .limit(Math.max(0, shelves.size() - settings.keys()))
                    .toList()
                    .forEach(old -> unused.addAll(emptied(old)));
        }
        close(unused);
        for (int i = 0; i < missing; i++) {
            Supplier<? extends T> making = order.get();
            maker.execute(() -> make(key, shelf, making));
        }
    }

    private void make(K key, Shelf<T> shelf, Supplier<? extends T> making) {
        Optional<T> made = Optional.empty();
        try {
            made = Optional.of(making.get());
        } catch (ImmureException e) {
            System.getLogger(Pool.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot make ready: " + e.getMessage());
        } finally {
            stow(key, shelf, made).ifPresent(closing);
        }
    }

    /** What came too late. */
    private synchronized Optional<T> stow(K key, Shelf<T> shelf, Optional<T> made) {
        shelf.inTheMaking--;
        if (made.isEmpty()) {
            failed++;
            return made;
        }
        // Without get(), which would count as asking.
        if (shelves.entrySet().stream().noneMatch(e -> e.getKey().equals(key) && e.getValue() == shelf)) {
            discarded++;
            return made;
        }
        shelf.ready.add(new Ready<>(made.get(), nanoTime.getAsLong()));
        return Optional.empty();
    }

    /** Closes what has waited too long; to be called now and then. */
    public void expire() {
        List<T> unused = new ArrayList<>();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            Duration idle = settings.idle();
            for (Shelf<T> shelf : shelves.values()) {
                while (!shelf.ready.isEmpty() && now - shelf.ready.peek().since() >= idle.toNanos()) {
                    unused.add(shelf.ready.remove().thing());
                }
            }
            discarded += unused.size();
            shelves.values().removeIf(shelf -> shelf.ready.isEmpty() && shelf.inTheMaking == 0);
        }
        close(unused);
    }

    /** Closes everything that waits; what is in the making is closed when it is made. */
    public void clear() {
        List<T> unused = new ArrayList<>();
        synchronized (this) {
            List.copyOf(shelves.keySet()).forEach(key -> unused.addAll(emptied(key)));
        }
        close(unused);
    }

    private List<T> emptied(K key) {
        List<T> unused = new ArrayList<>();
        Shelf<T> shelf = shelves.remove(key);
        if (shelf != null) {
            shelf.ready.forEach(one -> unused.add(one.thing()));
        }
        discarded += unused.size();
        return unused;
    }

    private void close(List<T> unused) {
        unused.forEach(thing -> maker.execute(() -> closing.accept(thing)));
    }

    public synchronized PoolStatistics statistics() {
        int ready = shelves.values().stream().mapToInt(s -> s.ready.size()).sum();
        return new PoolStatistics(hits, misses, unusable, discarded, failed, ready);
    }

    /** As {@link #clear}, and nothing is made any more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        clear();
    }
}
