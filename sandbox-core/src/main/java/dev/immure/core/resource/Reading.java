package dev.immure.core.resource;

/**
 * What a meter said.
 *
 * @param meter where it was read, as the receipt names it: {@code cgroup-v1 memory.max_usage_in_bytes}
 * @param value in the unit of the {@link Quantity}; not negative
 */
public record Reading(String meter, long value) {}
