package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.keys.VerificationKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * An X.509 certificate (RFC 5280) in DER, read once and whole. Nothing in it is trusted by being read: that is what
 * {@link CertificateChain} is for. Two are equal when their bytes are.
 */
public final class Certificate {
    /** Those in use have one to three KiB. */
    public static final int MAX_BYTES = 64 << 10;

    private static final int MAX_NAME = 200;

    private final byte[] der;
    private final Digest fingerprint;
    private final CertificateFields fields;

    private Certificate(byte[] der, CertificateFields fields) {
        this.der = der;
        this.fingerprint = Digest.of(der);
        this.fields = fields;
    }

    /**
     * Reads one certificate.
     *
     * @param on what to call it in a fault
     * @throws ImmureException with {@link CertificateFault#MALFORMED} or {@link CertificateFault#LIMIT}
     */
    public static Certificate parse(byte[] der, String on) {
        if (der.length > MAX_BYTES) {
            throw CertificateFaults.limit(on, "a certificate has " + der.length + " bytes, the limit is " + MAX_BYTES);
        }
        CertificateFields fields = Asn1.der(der, CertificateFields::of)
                .orElseThrow(() -> CertificateFaults.malformed(on, "it is not an X.509 certificate in DER"));
        return new Certificate(der.clone(), fields);
    }

    public byte[] der() {
        return der.clone();
    }

    /** SHA-256 of the DER. */
    public Digest fingerprint() {
        return fingerprint;
    }

    /**
     * The key that it certifies.
     *
     * @throws ImmureException with {@link CertificateFault#KEY} when the key must not count
     */
    public VerificationKey key() {
        try {
            return PublicKeys.ofCertificate(encoded(fields.tbs().getSubjectPublicKeyInfo()), name());
        } catch (ImmureException e) {
            throw CertificateFaults.untrusted(
                    CertificateFault.KEY, this, e.fault().why(), e.fault().remedy());
        }
    }

    static byte[] encoded(ASN1Object value) {
        try {
            return value.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // encoding in memory what came out of DER
        }
    }

    /** The first moment at which it is valid. */
    public Instant notBefore() {
        return fields.notBefore();
    }

    /** The last moment at which it is valid: the whole second counts. */
    public Instant notAfter() {
        return fields.notAfter();
    }

    /** The subject's distinguished name as RFC 4514 writes it: the last relative name first. */
    public String subject() {
        return fields.subjectText();
    }

    public String issuer() {
        return fields.issuerText();
    }

    /** The attributes of the subject, in the order of the certificate. */
    public List<NameAttribute> subjectAttributes() {
        return fields.subject();
    }

    /** What a sentence calls it: its subject, or its fingerprint where that is empty. */
    public String name() {
        String subject = subject();
        if (subject.isEmpty()) {
            return fingerprint.toString();
        }
        return subject.length() > MAX_NAME ? subject.substring(0, MAX_NAME) + "…" : subject;
    }

    public BigInteger serial() {
        return fields.tbs().getSerialNumber().getValue();
    }

    public List<AlternativeName> alternativeNames() {
        return fields.alternativeNames();
    }

    /** Empty when the certificate does not restrict the use of its key. */
    public Optional<Set<KeyUse>> keyUses() {
        return fields.keyUses();
    }

    /** Object identifiers of extended uses; empty when the certificate names none. */
    public Optional<Set<String>> extendedUses() {
        return fields.extendedUses();
    }

    /** Whether it calls itself an authority. */
    public boolean isAuthority() {
        return fields.authority();
    }

    public boolean isSelfIssued() {
        return subjectName().equals(issuerName());
    }

    /** The content of an extension, as it stands in the certificate. */
    public Optional<byte[]> extension(String oid) {
        return fields.extension(oid).map(extension -> extension.getExtnValue().getOctets());
    }

    public boolean isCritical(String oid) {
        return fields.extension(oid).filter(Extension::isCritical).isPresent();
    }

    /** The object identifiers of its critical extensions. */
    public List<String> criticalExtensions() {
        return fields.extensions().stream()
                .flatMap(extensions -> Arrays.stream(extensions.getCriticalExtensionOIDs()))
                .map(ASN1ObjectIdentifier::getId)
                .toList();
    }

    /**
     * The part that is signed, as it would be without one extension: what a certificate transparency log signs
     * (RFC 6962, 3.2). The same bytes when the extension is absent.
     */
    public byte[] signedPartWithout(String oid) {
        TBSCertificate tbs = fields.tbs();
        Extensions extensions = tbs.getExtensions();
        if (extensions == null || extensions.getExtension(new ASN1ObjectIdentifier(oid)) == null) {
            return encoded(tbs);
        }
        return encoded(new TBSCertificate(
                tbs.getVersion(),
                tbs.getSerialNumber(),
                tbs.getSignature(),
                tbs.getIssuer(),
                tbs.getValidity(),
                tbs.getSubject(),
                tbs.getSubjectPublicKeyInfo(),
                tbs.getIssuerUniqueId(),
                tbs.getSubjectUniqueId(),
                without(extensions, oid)));
    }

    private static Extensions without(Extensions extensions, String oid) {
        ExtensionsGenerator kept = new ExtensionsGenerator();
        for (ASN1ObjectIdentifier id : extensions.getExtensionOIDs()) {
            if (!id.getId().equals(oid)) {
                kept.addExtension(extensions.getExtension(id));
            }
        }
        return kept.generate();
    }

    /** The part that its issuer has signed. */
    byte[] signedPart() {
        return encoded(fields.tbs());
    }

    /**
     * Whether a signature over some bytes is by this certificate's key; that the certificate counts is another question.
     *
     * @param algorithms with one of which it is made
     */
    public Optional<SignatureAlgorithm> verify(List<SignatureAlgorithm> algorithms, byte[] message, byte[] signature) {
        VerificationKey key = key();
        return algorithms.stream()
                .filter(algorithm -> key.verify(algorithm, message, signature))
                .findFirst();
    }

    CertificateFields fields() {
        return fields;
    }

    X500Name subjectName() {
        return fields.tbs().getSubject();
    }

    X500Name issuerName() {
        return fields.tbs().getIssuer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return name();
    }
}
