package dev.immure.signing;

import dev.immure.core.yaml.Fields;
import dev.immure.signing.internal.notation.Enforcement;
import dev.immure.signing.internal.notation.NotationTrust;
import dev.immure.signing.internal.notation.TimestampDemand;
import dev.immure.signing.internal.notation.TrustedIdentities;
import dev.immure.signing.internal.notation.Validation;
import dev.immure.signing.internal.notation.VerificationLevel;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateFiles;
import dev.immure.signing.internal.x509.RevocationList;
import dev.immure.signing.internal.x509.RevocationLists;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code notation} authorities of a trust file. */
final class NotationFields {
    private static final int MAX_FILE = 1 << 20;

    private final TrustedFiles files;

    NotationFields(TrustedFiles files) {
        this.files = files;
    }

    Optional<Authority> authority(String name, Fields fields) {
        Optional<List<Certificate>> ca = certificates(fields, "ca");
        Optional<List<Certificate>> signingAuthority = certificates(fields, "signing-authority");
        Optional<List<Certificate>> tsa = certificates(fields, "tsa");
        Optional<TrustedIdentities> identities = identities(fields);
        Optional<VerificationLevel> level = level(fields);
        Optional<TimestampDemand> timestamps = timestamps(fields);
        Optional<RevocationLists> revocation = files.all(fields, "crl", RevocationList.MAX_BYTES, RevocationList::parse)
                .map(RevocationLists::new);
        fields.refuseOthers();
        if (ca.isEmpty()
                || signingAuthority.isEmpty()
                || tsa.isEmpty()
                || identities.isEmpty()
                || level.isEmpty()
                || timestamps.isEmpty()
                || revocation.isEmpty()) {
            return Optional.empty();
        }
        if (ca.get().isEmpty() && signingAuthority.get().isEmpty()) {
            fields.fault("ca", "and signing-authority name no certificate");
            return Optional.empty();
        }
        return Optional.of(new NotationAuthority(
                name,
                new NotationTrust(
                        ca.get(),
                        signingAuthority.get(),
                        tsa.get(),
                        identities.get(),
                        level.get(),
                        timestamps.get(),
                        revocation.get())));
    }

    private Optional<List<Certificate>> certificates(Fields fields, String field) {
        return files.all(fields, field, MAX_FILE, CertificateFiles::parse)
                .map(found -> found.stream().flatMap(List::stream).toList());
    }

    private static Optional<TrustedIdentities> identities(Fields fields) {
        List<String> texts = fields.texts("identities");
        try {
            return Optional.of(TrustedIdentities.parse(texts));
        } catch (IllegalArgumentException e) {
            fields.fault("identities", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<VerificationLevel> level(Fields fields) {
        Optional<VerificationLevel> level = fields.has("level")
                ? fields.text("level").flatMap(VerificationLevel::named)
                : Optional.of(VerificationLevel.STRICT);
        if (level.isEmpty()) {
            fields.fault("level", "is not strict, permissive or audit");
        }
        if (!fields.has("override")) {
            return level;
        }
        Optional<Map<Validation, Enforcement>> override =
                fields.mapping("override").flatMap(NotationFields::override);
        try {
            return level.isEmpty() || override.isEmpty()
                    ? Optional.empty()
                    : Optional.of(level.get().with(override.get()));
        } catch (IllegalArgumentException e) {
            fields.fault("override", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<Map<Validation, Enforcement>> override(Fields fields) {
        Map<Validation, Enforcement> chosen = new EnumMap<>(Validation.class);
        boolean faulty = false;
        for (Validation validation : Validation.values()) {
            if (fields.has(validation.label())) {
                Optional<Enforcement> enforcement =
                        fields.text(validation.label()).flatMap(Enforcement::of);
                enforcement.ifPresent(found -> chosen.put(validation, found));
                if (enforcement.isEmpty()) {
                    fields.fault(validation.label(), "is not enforce, log or skip");
                    faulty = true;
                }
            }
        }
        fields.refuseOthers();
        return faulty ? Optional.empty() : Optional.of(chosen);
    }

    private static Optional<TimestampDemand> timestamps(Fields fields) {
        Optional<TimestampDemand> demand = fields.has("verify-timestamp")
                ? fields.text("verify-timestamp").flatMap(TimestampDemand::of)
                : Optional.of(TimestampDemand.ALWAYS);
        if (demand.isEmpty()) {
            fields.fault("verify-timestamp", "is not always or after-cert-expiry");
        }
        return demand;
    }
}
