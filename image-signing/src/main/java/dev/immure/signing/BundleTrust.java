package dev.immure.signing;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Whose signature of a file counts, when it comes as a sigstore bundle. */
public sealed interface BundleTrust {
    /**
     * Whoever holds a key.
     *
     * @param key public key in PEM
     * @param trustedRoot needed where the bundle holds log entries or timestamps, which are never passed over
     */
    record OfKey(Path key, Optional<Path> trustedRoot) implements BundleTrust {
        public OfKey {
            Objects.requireNonNull(key, "key is null");
            Objects.requireNonNull(trustedRoot, "trustedRoot is null");
        }
    }

    /**
     * Somebody with a short-lived certificate.
     *
     * @param issuer of identities, an OpenID Connect provider
     * @param subject to whom the certificate was issued
     * @param trustedRoot {@code trusted_root.json}; there is none built in
     */
    record OfIdentity(Name issuer, Name subject, Path trustedRoot, Evidence evidence) implements BundleTrust {
        public OfIdentity {
            Objects.requireNonNull(issuer, "issuer is null");
            Objects.requireNonNull(subject, "subject is null");
            Objects.requireNonNull(trustedRoot, "trustedRoot is null");
            Objects.requireNonNull(evidence, "evidence is null");
        }
    }

    /** A name in a certificate. */
    sealed interface Name {
        /** This one, character by character. */
        record Exactly(String text) implements Name {}

        /** One that a regular expression matches as a whole; it is to be anchored, {@code ^…$}. */
        record Matching(String regex) implements Name {}
    }

    /** What must come with a signature, whatever the bundle says of itself. */
    enum Evidence {
        /** A log has the signature or has promised to take it, and a log has seen the certificate. */
        LOGGED,
        /** The same, and the log has proved that it has the signature. */
        PROVEN,
        /** A timestamp: for instances that run no logs. */
        TIMESTAMPED
    }
}
