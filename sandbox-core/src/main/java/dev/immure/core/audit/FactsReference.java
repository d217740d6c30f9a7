package dev.immure.core.audit;

import dev.immure.core.image.Digest;
import java.util.List;
import java.util.Objects;

/**
 * The facts that a decision was made on, by their name in the {@link FactsStore}.
 *
 * @param digest of the facts as they are stored
 * @param masked pointers that were applied to them; empty when they are whole
 */
public record FactsReference(Digest digest, List<String> masked) {
    public FactsReference {
        Objects.requireNonNull(digest, "digest is null");
        masked = List.copyOf(masked);
    }
}
