package dev.immure.signing;

import dev.immure.signing.internal.notation.NotationTrust;
import dev.immure.signing.internal.x509.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whoever has a certificate of roots that are trusted, by the rules of the Notary project. */
public final class NotationAuthority implements Authority {
    private final String name;
    private final NotationTrust trust;

    NotationAuthority(String name, NotationTrust trust) {
        this.name = Objects.requireNonNull(name, "name is null");
        this.trust = Objects.requireNonNull(trust, "trust is null");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "notation";
    }

    @Override
    public String definition() {
        return "notation " + trust.identities() + fingerprints(" ca ", trust.ca())
                + fingerprints(" signing-authority ", trust.signingAuthority()) + fingerprints(" tsa ", trust.tsa())
                + " " + new TreeMap<>(trust.level().enforcement()) + " "
                + trust.timestamps().label() + " "
                + trust.revocation().lists().size() + " crl";
    }

    private static String fingerprints(String label, List<Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> certificate.fingerprint().toString())
                .sorted()
                .collect(Collectors.joining(" ", label, ""));
    }

    NotationTrust trust() {
        return trust;
    }
}
