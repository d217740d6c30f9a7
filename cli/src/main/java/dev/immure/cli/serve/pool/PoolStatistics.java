package dev.immure.cli.serve.pool;

/**
 * What a pool has done since its start, and has now.
 *
 * @param hits askings that were answered
 * @param misses askings for which there was nothing
 * @param discarded what was made and never used
 * @param failed what could not be made
 * @param ready how many wait now
 */
public record PoolStatistics(long hits, long misses, long discarded, long failed, int ready) {}
