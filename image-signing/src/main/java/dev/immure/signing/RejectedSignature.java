package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import java.util.Objects;

/**
 * A signature that does not count, and the first check it failed.
 *
 * @param index its place among the attached signatures, from 0
 * @param payload digest of the statement it came with
 */
public record RejectedSignature(int index, Digest payload, Fault fault) {
    public RejectedSignature {
        Objects.requireNonNull(payload, "payload is null");
        Objects.requireNonNull(fault, "fault is null");
    }
}
