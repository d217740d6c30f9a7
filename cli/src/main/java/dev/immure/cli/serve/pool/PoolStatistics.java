package dev.immure.cli.serve.pool;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a pool has done since its start, and has now.
 *
 * @param hits askings that were answered
 * @param misses askings for which there was nothing, by why; a reason that never was is not there
 * @param unusable hits that came to nothing: what was taken had died, or did not fit after all
 * @param discarded what was made and never used
 * @param failed what could not be made
 * @param ready how many wait now
 */
public record PoolStatistics(
        long hits, Map<PoolMiss, Long> misses, long unusable, long discarded, long failed, int ready) {
    public static final PoolStatistics NONE = new PoolStatistics(0, Map.of(), 0, 0, 0, 0);

    public PoolStatistics {
        misses = Map.copyOf(misses);
    }

    public long misses(PoolMiss why) {
        return misses.getOrDefault(why, 0L);
    }

    /** Of both. */
    public PoolStatistics plus(PoolStatistics other) {
        Map<PoolMiss, Long> sum = new EnumMap<>(PoolMiss.class);
        sum.putAll(misses);
        other.misses.forEach((why, count) -> sum.merge(why, count, Long::sum));
        return new PoolStatistics(
                hits + other.hits,
                sum,
                unusable + other.unusable,
                discarded + other.discarded,
                failed + other.failed,
                ready + other.ready);
    }
}
