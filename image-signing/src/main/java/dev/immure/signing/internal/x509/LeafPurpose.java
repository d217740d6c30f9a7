package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import java.util.Optional;
import java.util.Set;

/** What the certificate at the end of a chain must be for. No authority may sign as one of its own subjects. */
public enum LeafPurpose {
    /** Signing of software (RFC 5280, 4.2.1.12). */
    CODE_SIGNING("code signing", "1.3.6.1.5.5.7.3.3") {
        @Override
        Optional<String> flawIn(Certificate leaf, Set<String> uses) {
            return uses.contains(ANY) ? Optional.of("it is for any use at all") : Optional.empty();
        }
    },
    /** RFC 3161, 2.3: the one extended use, and critical, so that a key for anything else never tells the time. */
    TIME_STAMPING("time stamping", "1.3.6.1.5.5.7.3.8") {
        @Override
        Optional<String> flawIn(Certificate leaf, Set<String> uses) {
            return uses.size() == 1 && leaf.isCritical(EXTENDED_KEY_USAGE)
                    ? Optional.empty()
                    : Optional.of("time stamping is not its only, critical use");
        }
    };

    static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    static final String ANY = "2.5.29.37.0";

    private final String label;
    private final String oid;

    LeafPurpose(String label, String oid) {
        this.label = label;
        this.oid = oid;
    }

    /** The object identifier of the extended use. */
    public String oid() {
        return oid;
    }

    abstract Optional<String> flawIn(Certificate leaf, Set<String> uses);

    /**
     * Refuses a certificate that is not for this purpose.
     *
     * @throws ImmureException with {@link CertificateFault#PURPOSE}
     */
    public void check(Certificate leaf) {
        flaw(leaf).ifPresent(why -> {
            throw CertificateFaults.untrusted(
                    CertificateFault.PURPOSE, leaf, why, "Sign with a certificate that is for " + label);
        });
    }

    private Optional<String> flaw(Certificate leaf) {
        if (leaf.isAuthority()) {
            return Optional.of("it is an authority's certificate, which may issue others and not sign for itself");
        }
        Set<String> uses = leaf.extendedUses().orElse(Set.of());
        if (!uses.contains(oid)) {
            return Optional.of("it is not for " + label);
        }
        if (leaf.keyUses().filter(LeafPurpose::withoutSigning).isPresent()) {
            return Optional.of("its key is not for signatures");
        }
        return flawIn(leaf, uses);
    }

    private static boolean withoutSigning(Set<KeyUse> uses) {
        return !uses.contains(KeyUse.DIGITAL_SIGNATURE) && !uses.contains(KeyUse.NON_REPUDIATION);
    }
}
