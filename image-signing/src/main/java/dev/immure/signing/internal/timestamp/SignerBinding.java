package dev.immure.signing.internal.timestamp;

import dev.immure.signing.internal.x509.Certificate;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;

/**
 * Hashes of the signer's certificate among what is signed (RFC 2634, 5.4; RFC 5816). Without them any certificate with
 * the same key would do, such as one that its owner got for something else.
 */
final class SignerBinding {
    private final List<Entry> entries;

    private SignerBinding(List<Entry> entries) {
        this.entries = entries;
    }

    private interface Entry {
        boolean names(byte[] certificate);
    }

    /** Of each attribute that is there, the first entry: that is the signer, the others are its issuers. */
    static SignerBinding of(Optional<ASN1Encodable> version1, Optional<ASN1Encodable> version2) {
        List<Entry> entries = new ArrayList<>();
        version1.map(SigningCertificate::getInstance)
                .map(attribute -> attribute.getCerts()[0])
                .ifPresent(id -> entries.add(entry(id)));
        version2.map(SigningCertificateV2::getInstance)
                .map(attribute -> attribute.getCerts()[0])
                .ifPresent(id -> entries.add(entry(id)));
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("no signing certificate");
        }
        return new SignerBinding(List.copyOf(entries));
    }

    private static Entry entry(ESSCertID id) {
        return certificate -> MessageDigest.isEqual(ImprintHash.sha1(certificate), id.getCertHash());
    }

    private static Entry entry(ESSCertIDv2 id) {
        ImprintHash hash = ImprintHash.of(id.getHashAlgorithm())
                .orElseThrow(() -> new IllegalArgumentException("a hash that is not supported"));
        return certificate -> MessageDigest.isEqual(hash.of(certificate), id.getCertHash());
    }

    boolean names(Certificate certificate) {
        byte[] der = certificate.der();
        return entries.stream().allMatch(entry -> entry.names(der));
    }
}
