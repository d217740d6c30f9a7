package dev.immure.signing.internal.notation;

import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.util.List;
import java.util.Optional;

/** The parts that both formats of envelope have. */
interface EnvelopeParts {
    SignedHeader header();

    SignatureAlgorithm algorithm();

    byte[] payload();

    /** What the signature is over. */
    byte[] signedBytes();

    byte[] signature();

    List<byte[]> certificates();

    /** The time stamp over the signature. */
    Optional<byte[]> timestamp();
}
