package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.TrustedTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of verifying a bundle. */
public sealed interface BundleVerdict {
    /** Every check, in order. */
    List<Check> checks();

    /** @param checks a failed one last */
    record Refused(Fault fault, List<Check> checks) implements BundleVerdict {
        public Refused {
            Objects.requireNonNull(fault, "fault is null");
            checks = List.copyOf(checks);
        }
    }

    /**
     * The signature is good and counts.
     *
     * @param artifact SHA-256 of what was signed
     * @param key SHA-256 of the signer's SubjectPublicKeyInfo
     * @param holder whom the certificate names; empty for a key
     * @param algorithm such as {@code ecdsa-p256-sha256}
     * @param time when it was signed, and by whose word
     * @param logEntries how many log entries were good
     * @param predicateType what kind of thing was said, for an attestation
     */
    record Accepted(
            Digest artifact,
            Digest key,
            Optional<Holder> holder,
            String algorithm,
            TrustedTime time,
            int logEntries,
            Optional<String> predicateType,
            List<Check> checks)
            implements BundleVerdict {
        public Accepted {
            Objects.requireNonNull(artifact, "artifact is null");
            Objects.requireNonNull(key, "key is null");
            Objects.requireNonNull(holder, "holder is null");
            Objects.requireNonNull(algorithm, "algorithm is null");
            Objects.requireNonNull(time, "time is null");
            Objects.requireNonNull(predicateType, "predicateType is null");
            checks = List.copyOf(checks);
        }
    }

    /** @param certificate SHA-256 of its DER */
    record Holder(String issuer, String subject, Digest certificate) {}
}
