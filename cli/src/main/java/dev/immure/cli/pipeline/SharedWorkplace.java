package dev.immure.cli.pipeline;

import dev.immure.cli.serve.pool.Pool;
import dev.immure.cli.serve.pool.PoolSettings;
import dev.immure.cli.serve.pool.PoolStatistics;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.IdRanges;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupLeftovers;
import dev.immure.core.resource.CgroupParent;
import dev.immure.policy.DecisionMemory;
import dev.immure.policy.RecentDecisions;
import dev.immure.signing.VerificationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Of a process that runs many sandboxes. What a run would find out again is remembered for a while; how long, and what makes
 * it forget earlier, stands in docs/service.md. Safe for use by several threads.
 */
public final class SharedWorkplace implements Workplace {
    /** A change of the host counts after this time at the latest. */
    private static final Duration HOST = Duration.ofSeconds(5);

    private static final Duration TIDY = Duration.ofMinutes(1);

    private final Place place;
    private final ContentStore store;
    private final AuditLog audit;
    private final IdRanges ranges;
    private final KeptImages images;
    private final DecisionMemory decisions = new RecentDecisions();
    private final LongSupplier nanoTime;
    private final Background background = new Background();
    private final ExecutorService beside = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("immure-beside-", 0).factory());
    private final Pool<Outline.Shape, Site> pool;
    private final ConcurrentMap<Optional<CgroupParent>, Aged<HostState>> hosts = new ConcurrentHashMap<>();
    private final ConcurrentMap<CgroupLayout, Aged<Boolean>> tidied = new ConcurrentHashMap<>();

    private SharedWorkplace(
            Place place,
            ContentStore store,
            AuditLog audit,
            IdRanges ranges,
            PoolSettings pooling,
            LongSupplier nanoTime) {
        this.place = place;
        this.store = store;
        this.audit = audit;
        this.ranges = ranges;
        this.images = new KeptImages(store, nanoTime);
        this.nanoTime = nanoTime;
        this.pool = new Pool<>(pooling, background, Site::close, nanoTime);
        if (pooling.perKey() > 0) {
            background.repeat(pool::expire, pooling.idle().dividedBy(2));
        }
    }

    /** What of a setting cannot differ between runs that share a place. */
    private record Place(Path root, Path images, Path audit, TreeVerification verifyTree, AuditSettings recording) {
        static Place of(RunSetting setting) {
            return new Place(
                    setting.root(), setting.images(), setting.audit(), setting.verifyTree(), setting.recording());
        }
    }

    /** Something that was found out at a moment of {@link System#nanoTime}. */
    private record Aged<T>(T value, long at) {
        boolean isYounger(Duration age, long now) {
            return now - at < age.toNanos();
        }
    }

    /** @throws dev.immure.core.ImmureException as the store, the audit log and the id ranges do */
    public static SharedWorkplace open(RunSetting setting, PoolSettings pooling) {
        return open(setting, pooling, System::nanoTime);
    }

    static SharedWorkplace open(RunSetting setting, PoolSettings pooling, LongSupplier nanoTime) {
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            ContentStore store = ContentStore.open(setting.images(), Limits.DEFAULT, setting.verifyTree());
            undo.push(store::close);
            AuditLog audit = AuditLog.openForMany(setting.audit(), setting.recording());
            undo.push(audit::close);
            SharedWorkplace place = new SharedWorkplace(
                    Place.of(setting), store, audit, IdRanges.open(setting.root()), pooling, nanoTime);
            undo.clear();
            return place;
        } finally {
            undo.forEach(Runnable::run);
        }
    }

    /** Whether a run of this setting can take place here. */
    public boolean isFor(RunSetting setting) {
        return Place.of(setting).equals(place);
    }

    @Override
    public ContentStore store() {
        return store;
    }

    @Override
    public AuditLog audit() {
        return audit;
    }

    @Override
    public IdLease lease() {
        return ranges.acquire();
    }

    @Override
    public HostState host(RunSetting setting) {
        long now = nanoTime.getAsLong();
        return hosts.compute(
                        setting.cgroupParent(),
                        (parent, known) -> known != null && known.isYounger(HOST, now)
                                ? known
                                : new Aged<>(HostState.probe(setting), now))
                .value();
    }

    /** The rules are loaded here, and a file would take longer than they. */
    @Override
    public DecisionMemory decisions(RunSetting setting) {
        return decisions;
    }

    @Override
    public ImageUse image(
            ImageReference image, RunSetting setting, Function<ImageSource, VerificationResult> verifier) {
        return images.use(image, setting, verifier);
    }

    /** Not for each run: it looks at every cgroup of those that are running. */
    @Override
    public void tidy(CgroupLayout cgroups) {
        long now = nanoTime.getAsLong();
        tidied.compute(cgroups, (layout, known) -> {
            if (known != null && known.isYounger(TIDY, now)) {
                return known;
            }
            CgroupLeftovers.remove(layout);
            return new Aged<>(true, now);
        });
    }

    /** What can wait until there is time for it: to be called again and again. */
    public void settle() {
        audit.writeHead();
    }

    @Override
    public Optional<Site> standing(Outline.Shape shape) {
        return pool.take(shape);
    }

    @Override
    public void standingWasUnusable() {
        pool.wasUnusable();
    }

    @Override
    public void prepareMore(Outline.Shape shape, Supplier<Supplier<Site>> order) {
        pool.refill(shape, order::get);
    }

    @Override
    public Optional<Executor> beside() {
        return Optional.of(beside);
    }

    @Override
    public Optional<Executor> behind() {
        return Optional.of(background);
    }

    /** What the sandboxes that stand ready have been good for. */
    public PoolStatistics pool() {
        return pool.statistics();
    }

    /** How often something that a run had could not be removed behind it; the log and the audit log tell what. */
    public long leftovers() {
        return background.failures();
    }

    /**
     * Ends the use of images that no run holds, and what stands ready; those that are held are closed with their runs. For a
     * change of the configuration.
     */
    public void forget() {
        pool.clear();
        images.forget();
        hosts.clear();
    }

    /** After the last run. Waits until everything is removed that was left to be removed behind one. */
    @Override
    public void close() {
        pool.close();
        background.close();
        beside.close();
        images.forget();
        ranges.close();
        audit.close();
        store.close();
    }
}
