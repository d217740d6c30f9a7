package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/** Which names an authority may give (RFC 5280, 4.2.1.10). Each authority above is asked for itself: all must agree. */
final class NameRules {
    /** The kinds of name that BouncyCastle compares; a constraint on another kind could not be kept. */
    private static final Set<Integer> COMPARED = Set.of(
            GeneralName.rfc822Name,
            GeneralName.dNSName,
            GeneralName.directoryName,
            GeneralName.uniformResourceIdentifier,
            GeneralName.iPAddress);

    private NameRules() {}

    /** Refuses a certificate with a name that the authority may not give. */
    static void check(Certificate authority, Certificate subject) {
        authority.fields().nameConstraints().ifPresent(constraints -> {
            try {
                PKIXNameConstraintValidator validator = validator(authority, constraints);
                for (GeneralName name : names(subject)) {
                    validator.checkPermitted(name);
                    validator.checkExcluded(name);
                }
            } catch (NameConstraintValidatorException
                    | IllegalArgumentException
                    | IllegalStateException
                    | ClassCastException
                    | IndexOutOfBoundsException e) {
                // The last four come of names and constraints that are not what their kind says.
                throw CertificateFaults.untrusted(
                        CertificateFault.NAME,
                        subject,
                        "it has a name that " + authority.name() + " may not give",
                        "Sign with a certificate whose names its issuers may give");
            }
        });
    }

    private static PKIXNameConstraintValidator validator(Certificate authority, NameConstraints constraints) {
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        GeneralSubtree[] permitted = understood(authority, constraints.getPermittedSubtrees());
        if (permitted.length > 0) {
            validator.intersectPermittedSubtree(permitted);
        }
        for (GeneralSubtree excluded : understood(authority, constraints.getExcludedSubtrees())) {
            validator.addExcludedSubtree(excluded);
        }
        return validator;
    }

    private static GeneralSubtree[] understood(Certificate authority, GeneralSubtree[] trees) {
        GeneralSubtree[] given = Optional.ofNullable(trees).orElse(new GeneralSubtree[0]);
        for (GeneralSubtree tree : given) {
            // RFC 5280, 4.2.1.10: minimum is zero and maximum absent.
            if (!COMPARED.contains(tree.getBase().getTagNo())
                    || tree.getMaximum() != null
                    || !tree.getMinimum().equals(BigInteger.ZERO)) {
                throw unknown(authority);
            }
        }
        return given;
    }

    private static ImmureException unknown(Certificate authority) {
        return CertificateFaults.untrusted(
                CertificateFault.CRITICAL,
                authority,
                "it constrains names in a way that is not understood",
                "Use an authority that constrains mail addresses, host names, addresses, URIs or directory names");
    }

    /** The subject, the mail addresses in it, and the alternative names. */
    private static List<GeneralName> names(Certificate subject) {
        List<GeneralName> names = new ArrayList<>();
        RDN[] rdns = subject.subjectName().getRDNs();
        if (rdns.length > 0) {
            names.add(new GeneralName(subject.subjectName()));
        }
        for (RDN rdn : rdns) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                if (attribute.getType().equals(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
                    names.add(new GeneralName(GeneralName.rfc822Name, ((ASN1String) attribute.getValue()).getString()));
                }
            }
        }
        subject.fields()
                .extension(Extension.subjectAlternativeName.getId())
                .map(Extension::getParsedValue)
                .map(GeneralNames::getInstance)
                .ifPresent(given -> names.addAll(List.of(given.getNames())));
        return names;
    }
}
