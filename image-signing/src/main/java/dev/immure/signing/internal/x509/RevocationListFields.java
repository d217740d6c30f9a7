package dev.immure.signing.internal.x509;

import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.TBSCertList;

/** What a list of revoked certificates says. Reading it throws what BouncyCastle throws; see {@link Asn1}. */
final class RevocationListFields {
    private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
            Set.of(Extension.issuingDistributionPoint, Extension.authorityKeyIdentifier, Extension.cRLNumber);
    private static final Set<ASN1ObjectIdentifier> ENTRY_UNDERSTOOD =
            Set.of(Extension.reasonCode, Extension.invalidityDate);

    private final TBSCertList list;
    private final Instant thisUpdate;
    private final Instant nextUpdate;
    private final List<SignatureAlgorithm> algorithms;
    private final byte[] signedPart;
    private final byte[] signature;
    private final Map<BigInteger, Instant> revoked;
    private final RevocationScope scope;
    private final Optional<String> unsupported;

    private RevocationListFields(CertificateList given) throws IOException {
        list = given.getTBSCertList();
        if (!list.getSignature().equals(given.getSignatureAlgorithm())) {
            throw new IllegalArgumentException("two signature algorithms");
        }
        thisUpdate = list.getThisUpdate().getDate().toInstant();
        // RFC 5280, 5.1.2.5: always there. Without it a list would count for ever.
        nextUpdate = list.getNextUpdate().getDate().toInstant();
        algorithms = Signatures.of(given.getSignatureAlgorithm());
        signedPart = list.getEncoded(ASN1Encoding.DER);
        signature = given.getSignature().getOctets();
        Optional<Extensions> extensions = Optional.ofNullable(list.getExtensions());
        Optional<IssuingDistributionPoint> point = extensions
                .map(all -> all.getExtension(Extension.issuingDistributionPoint))
                .map(Extension::getParsedValue)
                .map(IssuingDistributionPoint::getInstance);
        scope = point.isPresent() ? RevocationScope.of(point.get()) : RevocationScope.ALL;
        List<String> flaws = new ArrayList<>();
        extensions.flatMap(all -> unknown(all, UNDERSTOOD)).ifPresent(flaws::add);
        point.flatMap(RevocationScope::unsupported).ifPresent(flaws::add);
        revoked = entries(list, flaws);
        unsupported = flaws.stream().findFirst();
    }

    static RevocationListFields of(ASN1Primitive value) throws IOException {
        return new RevocationListFields(CertificateList.getInstance(value));
    }

    private static Map<BigInteger, Instant> entries(TBSCertList list, List<String> flaws) {
        Map<BigInteger, Instant> out = new HashMap<>();
        Enumeration<?> entries = list.getRevokedCertificateEnumeration();
        while (entries.hasMoreElements()) {
            TBSCertList.CRLEntry entry = (TBSCertList.CRLEntry) entries.nextElement();
            Optional<Extensions> extensions = Optional.ofNullable(entry.getExtensions());
            extensions.flatMap(given -> unknown(given, ENTRY_UNDERSTOOD)).ifPresent(flaws::add);
            Instant since = entry.getRevocationDate().getDate().toInstant();
            Instant lost = extensions
                    .map(given -> given.getExtension(Extension.invalidityDate))
                    .map(Extension::getParsedValue)
                    .map(ASN1GeneralizedTime::getInstance)
                    .map(RevocationListFields::instant)
                    .filter(since::isAfter)
                    .orElse(since);
            out.merge(entry.getUserCertificate().getValue(), lost, (one, two) -> one.isBefore(two) ? one : two);
        }
        return out;
    }

    private static Instant instant(ASN1GeneralizedTime time) {
        try {
            return time.getDate().toInstant();
        } catch (ParseException e) {
            throw new IllegalArgumentException("no time", e);
        }
    }

    private static Optional<String> unknown(Extensions extensions, Set<ASN1ObjectIdentifier> understood) {
        return Arrays.stream(extensions.getCriticalExtensionOIDs())
                .filter(oid -> !understood.contains(oid))
                .findFirst()
                .map(oid -> oid.equals(Extension.deltaCRLIndicator)
                        ? "it lists only what has changed since another list"
                        : "its critical extension " + oid.getId() + " is not understood");
    }

    X500Name issuer() {
        return list.getIssuer();
    }

    Instant thisUpdate() {
        return thisUpdate;
    }

    Instant nextUpdate() {
        return nextUpdate;
    }

    List<SignatureAlgorithm> algorithms() {
        return algorithms;
    }

    byte[] signedPart() {
        return signedPart;
    }

    byte[] signature() {
        return signature;
    }

    /** Serial numbers, and from when on each does not count. */
    Map<BigInteger, Instant> revoked() {
        return revoked;
    }

    RevocationScope scope() {
        return scope;
    }

    Optional<String> unsupported() {
        return unsupported;
    }
}
