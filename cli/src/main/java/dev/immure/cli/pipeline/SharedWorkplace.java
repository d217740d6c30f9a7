package dev.immure.cli.pipeline;

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
import dev.immure.signing.VerificationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

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
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Optional<CgroupParent>, Aged<HostState>> hosts = new ConcurrentHashMap<>();
    private final ConcurrentMap<CgroupLayout, Aged<Boolean>> tidied = new ConcurrentHashMap<>();

    private SharedWorkplace(Place place, ContentStore store, AuditLog audit, IdRanges ranges, LongSupplier nanoTime) {
        this.place = place;
        this.store = store;
        this.audit = audit;
        this.ranges = ranges;
        this.images = new KeptImages(store, nanoTime);
        this.nanoTime = nanoTime;
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
    public static SharedWorkplace open(RunSetting setting) {
        return open(setting, System::nanoTime);
    }

    static SharedWorkplace open(RunSetting setting, LongSupplier nanoTime) {
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            ContentStore store = ContentStore.open(setting.images(), Limits.DEFAULT, setting.verifyTree());
            undo.push(store::close);
            AuditLog audit = AuditLog.openForMany(setting.audit(), setting.recording());
            undo.push(audit::close);
            SharedWorkplace place =
                    new SharedWorkplace(Place.of(setting), store, audit, IdRanges.open(setting.root()), nanoTime);
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

    /** Ends the use of images that no run holds; those that are held are closed with their runs. */
    public void forget() {
        images.forget();
        hosts.clear();
    }

    @Override
    public void close() {
        images.forget();
        ranges.close();
        audit.close();
        store.close();
    }
}
