package dev.immure.signing.internal.timestamp;

import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.x509.Signatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;

/**
 * The parts of a token as they stand in it (RFC 5652, 5), nothing checked yet. Reading throws what BouncyCastle throws.
 */
final class SignedToken {
    /** PKIStatus granted and grantedWithMods (RFC 3161, 2.4.2). */
    private static final int MOST_GRANTED = 1;

    private final byte[] content;
    private final TokenContent stamped;
    private final ImprintHash hash;
    private final byte[] contentDigest;
    private final byte[] attributes;
    private final SignerBinding binding;
    private final List<SignatureAlgorithm> algorithms;
    private final byte[] signature;
    private final List<byte[]> certificates;

    private SignedToken(SignedData data, SignerInfo signer) throws IOException {
        content = ASN1OctetString.getInstance(data.getEncapContentInfo().getContent())
                .getOctets();
        stamped = TokenContent.of(TSTInfo.getInstance(ASN1Primitive.fromByteArray(content)));
        hash = ImprintHash.of(signer.getDigestAlgorithm()).orElseThrow(UnsupportedAlgorithm::new);
        algorithms = Signatures.of(signer.getDigestEncryptionAlgorithm(), signer.getDigestAlgorithm());
        signature = signer.getEncryptedDigest().getOctets();
        ASN1Set signed = signer.getAuthenticatedAttributes();
        // What is signed is the SET OF in DER, not the [0] that stands in the token (RFC 5652, 5.4).
        attributes = signed.getEncoded(ASN1Encoding.DER);
        ASN1Encodable type = attribute(signed, CMSAttributes.contentType).orElseThrow();
        require(PKCSObjectIdentifiers.id_ct_TSTInfo.equals(type), "another content type is signed");
        contentDigest = ASN1OctetString.getInstance(
                        attribute(signed, CMSAttributes.messageDigest).orElseThrow())
                .getOctets();
        binding = SignerBinding.of(
                attribute(signed, PKCSObjectIdentifiers.id_aa_signingCertificate),
                attribute(signed, PKCSObjectIdentifiers.id_aa_signingCertificateV2));
        certificates = certificates(data.getCertificates());
    }

    /** Not malformed: made with something that is not supported. */
    static final class UnsupportedAlgorithm extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A token, or the whole answer of an authority with a token in it. */
    static SignedToken of(ASN1Primitive value) throws IOException {
        ASN1Sequence sequence = ASN1Sequence.getInstance(value);
        if (sequence.getObjectAt(0) instanceof ASN1ObjectIdentifier) {
            return of(ContentInfo.getInstance(sequence));
        }
        TimeStampResp answer = TimeStampResp.getInstance(sequence);
        require(answer.getStatus().getStatus().intValueExact() <= MOST_GRANTED, "not granted");
        return of(Optional.ofNullable(answer.getTimeStampToken()).orElseThrow());
    }

    private static SignedToken of(ContentInfo info) throws IOException {
        require(info.getContentType().equals(CMSObjectIdentifiers.signedData), "not signed data");
        SignedData data = SignedData.getInstance(info.getContent());
        require(
                data.getEncapContentInfo().getContentType().equals(PKCSObjectIdentifiers.id_ct_TSTInfo),
                "not a time stamp");
        // RFC 3161, 2.4.2: only the authority's own signature.
        require(data.getSignerInfos().size() == 1, "not one signer");
        return new SignedToken(
                data, SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0)));
    }

    /** The value of an attribute that is there once and has one value (RFC 5652, 11). */
    private static Optional<ASN1Encodable> attribute(ASN1Set attributes, ASN1ObjectIdentifier oid) {
        List<Attribute> found = Arrays.stream(attributes.toArray())
                .map(Attribute::getInstance)
                .filter(attribute -> attribute.getAttrType().equals(oid))
                .toList();
        require(found.size() <= 1, "an attribute twice");
        return found.stream().findFirst().map(Attribute::getAttrValues).map(SignedToken::single);
    }

    private static ASN1Encodable single(ASN1Set values) {
        require(values.size() == 1, "an attribute without exactly one value");
        return values.getObjectAt(0);
    }

    /** X.509 certificates; attribute certificates and other kinds are passed over. */
    private static List<byte[]> certificates(ASN1Set given) throws IOException {
        List<byte[]> out = new ArrayList<>();
        if (given != null) {
            for (ASN1Encodable each : given) {
                if (each.toASN1Primitive() instanceof ASN1Sequence certificate) {
                    out.add(certificate.getEncoded(ASN1Encoding.DER));
                }
            }
        }
        return out;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    TokenContent stamped() {
        return stamped;
    }

    /** Whether the signed attributes are about the content. */
    boolean isOverContent() {
        return Arrays.equals(hash.of(content), contentDigest);
    }

    byte[] attributes() {
        return attributes;
    }

    SignerBinding binding() {
        return binding;
    }

    List<SignatureAlgorithm> algorithms() {
        return algorithms;
    }

    byte[] signature() {
        return signature;
    }

    List<byte[]> certificates() {
        return certificates;
    }
}
