package dev.immure.signing.internal.notation;

import dev.immure.core.image.Descriptor;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.x509.Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A signature of Notation that is good as far as the trust demands.
 *
 * @param certificates the signer's chain, leaf first
 * @param stampers those of the timestamp authority whose word was taken, leaf first; none without a timestamp
 * @param target what was signed, with the signer's annotations
 * @param time when it was signed, by a trusted authority's word, else when it was verified
 * @param failed the validations that failed and were only logged; with AUTHENTICITY among them anybody may have signed
 */
public record NotationAccepted(
        List<Certificate> certificates,
        List<Certificate> stampers,
        Descriptor target,
        SignatureAlgorithm algorithm,
        SigningScheme scheme,
        TrustedTime time,
        Set<Validation> failed) {
    public NotationAccepted {
        certificates = List.copyOf(certificates);
        stampers = List.copyOf(stampers);
        Objects.requireNonNull(target, "target is null");
        Objects.requireNonNull(algorithm, "algorithm is null");
        Objects.requireNonNull(scheme, "scheme is null");
        Objects.requireNonNull(time, "time is null");
        failed = failed.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(failed));
    }

    public Certificate signer() {
        return certificates.getFirst();
    }

    /** Root and subject: the same for a certificate that was issued again. */
    public String identity() {
        return certificates.getLast().fingerprint() + " " + signer().subject();
    }
}
