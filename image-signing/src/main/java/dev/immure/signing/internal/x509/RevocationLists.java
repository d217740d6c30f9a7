package dev.immure.signing.internal.x509;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The lists of revoked certificates that were given. Nothing is asked over the network, neither lists nor OCSP. */
public record RevocationLists(List<RevocationList> lists) {
    public static final RevocationLists NONE = new RevocationLists(List.of());

    public RevocationLists {
        Objects.requireNonNull(lists, "lists is null");
        lists = List.copyOf(lists);
    }

    /**
     * What the lists say of a certificate.
     *
     * @param at the moment for which they must be in force: now
     */
    public RevocationState stateOf(Certificate certificate, Certificate issuer, Instant at) {
        List<RevocationList> about =
                lists.stream().filter(list -> list.covers(certificate, issuer)).toList();
        List<RevocationList> inForce =
                about.stream().filter(list -> list.flaw(issuer, at).isEmpty()).toList();
        Optional<Instant> revoked = inForce.stream()
                .flatMap(list -> list.revoked(certificate.serial()).stream())
                .min(Instant::compareTo);
        if (revoked.isPresent()) {
            return new RevocationState.Revoked(revoked.get());
        }
        if (!inForce.isEmpty()) {
            return new RevocationState.Good();
        }
        if (!about.isEmpty()) {
            return new RevocationState.Unknown(about.getFirst().flaw(issuer, at).orElseThrow());
        }
        // The Notary specification, "Certificate Revocation Evaluation": without a pointer nothing could be asked.
        return RevocationPointers.arePresent(certificate)
                ? new RevocationState.Unknown("no list of revoked certificates by " + issuer.name() + " was given")
                : new RevocationState.NotRevocable();
    }
}
