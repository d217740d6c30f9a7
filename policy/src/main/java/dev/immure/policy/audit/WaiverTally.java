package dev.immure.policy.audit;

/**
 * What one waiver lifts.
 *
 * @param waiver its name
 * @param lifted launches in which it lifts a denial
 * @param permitted those of them that are permitted
 */
public record WaiverTally(String waiver, long lifted, long permitted) {}
