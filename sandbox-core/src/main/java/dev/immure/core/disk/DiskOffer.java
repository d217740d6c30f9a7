package dev.immure.core.disk;

import java.util.Objects;

/**
 * Whether a host has one back-end.
 *
 * @param evidence what was looked at, and what it said
 * @param remedy what would make it available; empty when it is
 */
public record DiskOffer(String evidence, String remedy) {
    public DiskOffer {
        Objects.requireNonNull(remedy, "remedy is null");
        if (evidence.isBlank()) {
            throw new IllegalArgumentException("an offer without evidence");
        }
    }

    public boolean isAvailable() {
        return remedy.isEmpty();
    }
}
