package dev.immure.cli.serve;

import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.SharedWorkplace;
import dev.immure.cli.serve.pool.PoolSettings;
import dev.immure.cli.serve.pool.PoolStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the runs of the service share, opened with the first of them: one place for each state folder and way to keep its
 * log. A configuration that is read anew may name another; the one before is closed with the service, for runs may be in it.
 */
final class Workplaces implements AutoCloseable {
    private static final int MOST = 4;

    private final PoolSettings pooling;

    // Guarded by this.
    private final List<SharedWorkplace> open = new ArrayList<>();

    Workplaces(PoolSettings pooling) {
        this.pooling = pooling;
    }

    /** One for this setting. Beyond the fourth place, each run opens its own. */
    synchronized RunPipeline pipeline(RunSetting setting) {
        Optional<SharedWorkplace> known =
                open.stream().filter(place -> place.isFor(setting)).findFirst();
        if (known.isEmpty() && open.size() == MOST) {
            return new RunPipeline(setting);
        }
        return new RunPipeline(setting, known.orElseGet(() -> openFor(setting)));
    }

    private SharedWorkplace openFor(RunSetting setting) {
        SharedWorkplace place = SharedWorkplace.open(setting, pooling);
        open.add(place);
        return place;
    }

    /** What can wait until there is time for it. */
    synchronized void settle() {
        open.forEach(SharedWorkplace::settle);
    }

    /** What was found out or made ready under a configuration that holds no more. */
    synchronized void forget() {
        open.forEach(SharedWorkplace::forget);
    }

    /** Of all places together. */
    synchronized PoolStatistics pool() {
        return open.stream().map(SharedWorkplace::pool).reduce(PoolStatistics.NONE, PoolStatistics::plus);
    }

    /** Removals behind a run that failed. */
    synchronized long leftovers() {
        return open.stream().mapToLong(SharedWorkplace::leftovers).sum();
    }

    @Override
    public synchronized void close() {
        open.forEach(SharedWorkplace::close);
        open.clear();
    }
}
