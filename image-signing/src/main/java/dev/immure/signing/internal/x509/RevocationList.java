package dev.immure.signing.internal.x509;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.internal.keys.Pem;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A list of revoked certificates (RFC 5280, 5), read whole; whether it counts is asked for each certificate. Lists of
 * changes to another list, lists by somebody else than the issuer, and lists for some reasons only are not understood.
 */
public final class RevocationList {
    /** Lists of public authorities have up to some megabytes. */
    public static final int MAX_BYTES = 16 << 20;

    private static final String LABEL = "X509 CRL";
    private static final int SEQUENCE = 0x30;

    private final RevocationListFields fields;

    private RevocationList(RevocationListFields fields) {
        this.fields = fields;
    }

    /**
     * Reads one list, in DER or as one PEM block.
     *
     * @param on what to call the file in a fault
     * @throws ImmureException with CRL of {@link CertificateFault}
     */
    public static RevocationList parse(byte[] content, String on) {
        if (content.length > MAX_BYTES) {
            throw fault(on, "it has " + content.length + " bytes, the limit is " + MAX_BYTES);
        }
        byte[] der = content.length > 0 && content[0] == SEQUENCE ? content : pem(content, on);
        RevocationListFields fields = Asn1.der(der, RevocationListFields::of)
                .orElseThrow(() -> fault(on, "it is not a list of revoked certificates in DER or PEM"));
        fields.unsupported().ifPresent(why -> {
            throw fault(on, why);
        });
        return new RevocationList(fields);
    }

    private static byte[] pem(byte[] content, String on) {
        List<Pem> blocks = Pem.parse(content).orElse(List.of());
        if (blocks.size() != 1 || !blocks.getFirst().label().equals(LABEL)) {
            throw fault(on, "it is neither DER nor one PEM block of " + LABEL);
        }
        return blocks.getFirst().der();
    }

    private static ImmureException fault(String on, String why) {
        return new ImmureException(new Fault(
                CertificateFault.CRL,
                "cannot use list of revoked certificates",
                on,
                why,
                "Give the issuer's complete list, as its distribution point serves it"));
    }

    /** Whether it is about certificates such as this one, by this issuer. */
    boolean covers(Certificate certificate, Certificate issuer) {
        return fields.issuer().equals(issuer.subjectName()) && fields.scope().covers(certificate);
    }

    /** Why it does not count at a moment, if so. */
    Optional<String> flaw(Certificate issuer, Instant at) {
        if (at.isBefore(fields.thisUpdate())) {
            return Optional.of("the list of " + issuer.name() + " is from " + fields.thisUpdate() + ", after " + at);
        }
        if (!at.isBefore(fields.nextUpdate())) {
            return Optional.of("the list of " + issuer.name() + " was replaced at " + fields.nextUpdate());
        }
        boolean signs =
                issuer.keyUses().map(uses -> uses.contains(KeyUse.CRL_SIGN)).orElse(false);
        if (!signs) {
            return Optional.of("the key of " + issuer.name() + " is not for signing lists");
        }
        return issuer.verify(fields.algorithms(), fields.signedPart(), fields.signature())
                        .isPresent()
                ? Optional.empty()
                : Optional.of("the list is not signed by " + issuer.name());
    }

    Optional<Instant> revoked(BigInteger serial) {
        return Optional.ofNullable(fields.revoked().get(serial));
    }
}
