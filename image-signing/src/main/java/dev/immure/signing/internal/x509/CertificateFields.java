package dev.immure.signing.internal.x509;

import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;

/**
 * What a certificate says, each field of the type that it must have. Reading it throws what BouncyCastle throws; see
 * {@link Asn1}.
 *
 * @param pathLength how many authorities may follow below this one; empty for no limit
 * @param algorithms of which one made its signature; none when that one is not supported
 * @param subjectText the subject as RFC 4514 writes it
 */
record CertificateFields(
        TBSCertificate tbs,
        List<SignatureAlgorithm> algorithms,
        ASN1BitString signature,
        Instant notBefore,
        Instant notAfter,
        List<NameAttribute> subject,
        String subjectText,
        String issuerText,
        Optional<Extensions> extensions,
        boolean authority,
        Optional<BigInteger> pathLength,
        Optional<Set<KeyUse>> keyUses,
        Optional<Set<String>> extendedUses,
        List<AlternativeName> alternativeNames,
        Optional<NameConstraints> nameConstraints) {
    private static final int VERSION_3 = 3;
    /** RFC 5280, 4.1.2.5: whole seconds, and Zulu. */
    private static final Pattern TIME = Pattern.compile("\\d{12}(\\d{2})?Z");
    /** Tag and length of a short value. */
    private static final int HEADER = 2;

    static CertificateFields of(ASN1Primitive value) throws IOException {
        org.bouncycastle.asn1.x509.Certificate certificate = org.bouncycastle.asn1.x509.Certificate.getInstance(value);
        TBSCertificate tbs = certificate.getTBSCertificate();
        // RFC 5280, 4.1.1.2: what is signed names the algorithm, and what stands outside must say the same.
        require(tbs.getSignature().equals(certificate.getSignatureAlgorithm()), "two signature algorithms");
        require(certificate.getSignature().getPadBits() == 0, "a signature of part of a byte");
        Optional<Extensions> extensions = Optional.ofNullable(tbs.getExtensions());
        require(extensions.isEmpty() || tbs.getVersionNumber() == VERSION_3, "extensions before version 3");
        Optional<BasicConstraints> basic =
                parsed(extensions, Extension.basicConstraints).map(BasicConstraints::getInstance);
        return new CertificateFields(
                tbs,
                Signatures.of(certificate.getSignatureAlgorithm()),
                certificate.getSignature(),
                time(tbs.getStartDate()),
                time(tbs.getEndDate()),
                NameAttribute.of(tbs.getSubject()),
                text(tbs.getSubject()),
                text(tbs.getIssuer()),
                extensions,
                basic.filter(BasicConstraints::isCA).isPresent(),
                basic.map(BasicConstraints::getPathLenConstraint),
                parsed(extensions, Extension.keyUsage)
                        .map(KeyUsage::getInstance)
                        .map(KeyUse::of),
                parsed(extensions, Extension.extendedKeyUsage).map(CertificateFields::extendedUses),
                parsed(extensions, Extension.subjectAlternativeName)
                        .map(CertificateFields::names)
                        .orElse(List.of()),
                parsed(extensions, Extension.nameConstraints).map(NameConstraints::getInstance));
    }

    private static Optional<ASN1Encodable> parsed(Optional<Extensions> extensions, ASN1ObjectIdentifier id) {
        return extensions.map(all -> all.getExtension(id)).map(Extension::getParsedValue);
    }

    private static Set<String> extendedUses(ASN1Encodable value) {
        return Arrays.stream(ExtendedKeyUsage.getInstance(value).getUsages())
                .map(KeyPurposeId::getId)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<AlternativeName> names(ASN1Encodable value) {
        return Arrays.stream(GeneralNames.getInstance(value).getNames())
                .map(AlternativeName::of)
                .toList();
    }

    private static String text(X500Name name) throws IOException {
        return new X500Principal(name.getEncoded(ASN1Encoding.DER)).getName(X500Principal.RFC2253);
    }

    private static Instant time(Time time) throws IOException {
        byte[] encoded = time.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        String text = new String(encoded, HEADER, encoded.length - HEADER, StandardCharsets.US_ASCII);
        require(TIME.matcher(text).matches(), "not a time of RFC 5280");
        return time.getDate().toInstant();
    }

    Optional<Extension> extension(String oid) {
        return extensions.map(all -> all.getExtension(new ASN1ObjectIdentifier(oid)));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
