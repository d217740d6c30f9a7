package dev.immure.signing.internal.sigstore;

import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.root.Validity;
import java.util.Optional;

/** Whose signature counts, and whom to believe about it. */
public sealed interface SigstoreTrust {
    Demands demands();

    /** Somebody with a certificate of an authority of the trusted root. */
    record Keyless(TrustedRoot root, IdentityRule identity, Demands demands) implements SigstoreTrust {}

    /**
     * Whoever holds a key.
     *
     * @param validity when the key counts; always when empty
     * @param root needed to check log entries and timestamps, where there are any
     */
    record ManagedKey(VerificationKey key, Optional<Validity> validity, Optional<TrustedRoot> root, Demands demands)
            implements SigstoreTrust {}
}
