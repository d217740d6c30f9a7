package dev.immure.signing.internal.openpgp;

import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.openpgp.Keyring.Match;
import java.time.Instant;
import java.util.Optional;

/** Whether a key may count for a signature that is good: its owner's word on it, its time, its revocation. */
final class KeyValidity {
    private final TransferableKey owner;
    private final PublicKey key;
    private final Instant now;

    KeyValidity(Match match, Instant now) {
        this.owner = match.owner();
        this.key = match.key();
        this.now = now;
    }

    void requireNotRevoked() throws OpenPgpException {
        if (owner.isRevoked(key)) {
            throw new OpenPgpException(OpenPgpFault.KEY_REVOKED, "key " + key.fingerprint() + " is revoked");
        }
    }

    /** The owner says that this key may sign. */
    void requireSigning() throws OpenPgpException {
        SelfStatement aboutPrimary = primaryStatement();
        boolean fit =
                isPrimary() ? aboutPrimary.letsPrimarySign() : subkeyStatement().letsSubkeySign(key, owner.bound(key));
        if (!fit) {
            throw unfit(isPrimary() ? "may not sign" : "is not bound to its primary key as one that signs");
        }
    }

    /** The key counts when it signed, by the signer's word, and now. */
    void requireInTime(Signature signature) throws OpenPgpException {
        if (signature.created().isAfter(now)) {
            throw new OpenPgpException(
                    OpenPgpFault.TIME, "it was made at " + signature.created() + ", which is to come; it is " + now);
        }
        if (signature.created().isBefore(key.created())) {
            throw new OpenPgpException(
                    OpenPgpFault.TIME,
                    "it was made at " + signature.created() + ", before its key, which is of " + key.created());
        }
        requireNotExpired();
    }

    /** Neither the key nor its primary key has expired. */
    void requireNotExpired() throws OpenPgpException {
        requireNotExpired(primaryStatement().expiryOf(owner.primary()), owner.primary());
        if (!isPrimary()) {
            requireNotExpired(subkeyStatement().expiryOf(key), key);
        }
    }

    /** Now is never before the signature, so a key that has not expired had not expired then. */
    private void requireNotExpired(Optional<Instant> end, PublicKey which) throws OpenPgpException {
        if (end.filter(moment -> !now.isBefore(moment)).isPresent()) {
            throw new OpenPgpException(
                    OpenPgpFault.KEY_EXPIRED, "key " + which.fingerprint() + " expired at " + end.get());
        }
    }

    private boolean isPrimary() {
        return key == owner.primary();
    }

    private SelfStatement primaryStatement() throws OpenPgpException {
        return owner.primaryStatement(now)
                .orElseThrow(() -> unfit("has a primary key without a statement of its own that counts; one made with"
                        + " SHA-1 does not"));
    }

    private SelfStatement subkeyStatement() throws OpenPgpException {
        return owner.subkeyStatement(key, now)
                .orElseThrow(() -> unfit("is not bound to its primary key by a signature that counts"));
    }

    private OpenPgpException unfit(String why) {
        return new OpenPgpException(OpenPgpFault.KEY_UNFIT, "key " + key.fingerprint() + " " + why);
    }
}
