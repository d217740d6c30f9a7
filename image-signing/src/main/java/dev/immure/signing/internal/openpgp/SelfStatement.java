package dev.immure.signing.internal.openpgp;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the owner of a key says about it, under a signature of the primary key that was checked (RFC 9580, 5.2.3.10). */
final class SelfStatement {
    private static final int MAY_SIGN = 0x02;

    private final Signature signature;
    private final Optional<Long> lifetime;
    private final Optional<Integer> flags;

    private SelfStatement(Signature signature) throws OpenPgpException {
        this.signature = signature;
        this.lifetime = signature.keyLifetime();
        this.flags = signature.keyFlags();
    }

    /** The statement in a signature packet; empty when it is of another type, by another key, weak, or does not hold now. */
    static Optional<SelfStatement> read(Packet packet, int type, PublicKey primary, byte[] what, Instant now) {
        return read(packet, signature -> signature.type() == type, primary, what, now);
    }

    static Optional<SelfStatement> readCertification(Packet packet, PublicKey primary, byte[] what, Instant now) {
        return read(packet, Signature::certifies, primary, what, now);
    }

    private static Optional<SelfStatement> read(
            Packet packet, Predicate<Signature> wanted, PublicKey primary, byte[] what, Instant now) {
        try {
            Signature signature = Signature.read(packet.reader());
            boolean byAnother = signature
                    .issuerKeyId()
                    .filter(id -> !id.equals(primary.keyId()))
                    .isPresent();
            if (byAnother
                    || !wanted.test(signature)
                    || !holds(signature, primary, now)
                    || !signature.isBy(primary, what)) {
                return Optional.empty();
            }
            return Optional.of(new SelfStatement(signature));
        } catch (OpenPgpException e) {
            // Others may certify a key in ways that are not read here; what is not understood says nothing.
            return Optional.empty();
        }
    }

    private static boolean holds(Signature signature, PublicKey primary, Instant now) throws OpenPgpException {
        boolean over = signature.expires().filter(end -> !now.isBefore(end)).isPresent();
        return !over
                && !signature.created().isAfter(now)
                && !signature.created().isBefore(primary.created());
    }

    /** The last word counts; of two in one second, the one that gives less time. */
    static Optional<SelfStatement> newest(List<SelfStatement> statements) {
        return statements.stream()
                .max(Comparator.<SelfStatement, Instant>comparing(statement -> statement.signature.created())
                        .thenComparingLong(statement -> -statement.lifetime.orElse(Long.MAX_VALUE)));
    }

    /** When the key expires; empty when never. */
    Optional<Instant> expiryOf(PublicKey key) {
        return lifetime.map(seconds -> key.created().plusSeconds(seconds));
    }

    /** Without flags a primary key may do all that its algorithm can (5.2.3.29). */
    boolean letsPrimarySign() {
        return flags.map(octet -> (octet & MAY_SIGN) != 0).orElse(true);
    }

    /**
     * A subkey must be said to sign, and must itself say that it belongs to the primary key (5.2.1.9): else anyone could
     * put another's signing key under his own and pass its signatures off as his.
     */
    boolean letsSubkeySign(PublicKey subkey, byte[] bound) {
        try {
            Optional<Signature> back = signature.embedded();
            return flags.filter(octet -> (octet & MAY_SIGN) != 0).isPresent()
                    && back.filter(by -> by.type() == Signature.PRIMARY_KEY_BINDING && by.isBy(subkey, bound))
                            .isPresent();
        } catch (OpenPgpException e) {
            return false;
        }
    }
}
