package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.util.List;
import java.util.Optional;

/**
 * Tries keys on signatures: cosign's format does not say which key signed. Whoever attaches signatures decides how many
 * there are, so the trials for one image are counted.
 */
final class KeyTrials {
    /** About one second of the slowest curve. */
    private static final int MAX = 2000;

    private int left = MAX;

    /** A key with which a signature is good. */
    record Match(TrustedKey key, SignatureAlgorithm algorithm) {}

    /** The first key with which the signature is good. */
    Optional<Match> match(List<TrustedKey> keys, byte[] message, byte[] signature, String on) {
        for (TrustedKey key : keys) {
            if (left == 0) {
                throw new ImmureException(new Fault(
                        SigningFault.LIMIT,
                        "cannot verify signatures of",
                        on,
                        "they would need more than " + MAX + " trials of keys",
                        "Remove signatures that do not count, or keys that are not needed"));
            }
            left--;
            Optional<SignatureAlgorithm> algorithm = key.key().verify(message, signature);
            if (algorithm.isPresent()) {
                return algorithm.map(found -> new Match(key, found));
            }
        }
        return Optional.empty();
    }
}
