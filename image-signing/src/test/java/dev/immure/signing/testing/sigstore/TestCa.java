package dev.immure.signing.testing.sigstore;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority as Fulcio and its timestamp authority have one: a root, one below it, and what that issues. */
public final class TestCa {
    private static final ASN1ObjectIdentifier ISSUER = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.8");
    private static final ASN1ObjectIdentifier RAW_ISSUER = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.1");
    private static final ASN1ObjectIdentifier TIMESTAMPS = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
    private static final X500Name ROOT = new X500Name("O=Test,CN=root");
    private static final X500Name NOBODY = new X500Name(new RDN[0]);
    private static final X500Name INTERMEDIATE = new X500Name("O=Test,CN=intermediate");

    private final TestParty key;
    private final byte[] root;
    private final byte[] intermediate;
    private int serial = 10;

    private TestCa(byte[] root, byte[] intermediate, TestParty key) {
        this.root = root;
        this.intermediate = intermediate;
        this.key = key;
    }

    /** @param intermediateEnds when the certificate between the root and the leaves expires */
    public static TestCa create(Instant from, Instant to, Instant intermediateEnds, KeyPurposeId purpose) {
        TestParty rootKey = TestParty.ecdsa();
        TestParty key = TestParty.ecdsa();
        byte[] root = encoded(authority(1, ROOT, ROOT, rootKey, from, to), rootKey);
        X509v3CertificateBuilder below = authority(2, ROOT, INTERMEDIATE, key, from, intermediateEnds);
        extend(below, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        return new TestCa(root, encoded(below, rootKey), key);
    }

    public byte[] root() {
        return root.clone();
    }

    public byte[] intermediate() {
        return intermediate.clone();
    }

    /** Issues a signing certificate. */
    public byte[] issue(LeafDraft draft) {
        X509v3CertificateBuilder leaf =
                builder(++serial, INTERMEDIATE, NOBODY, draft.holder, draft.notBefore, draft.notAfter);
        extend(leaf, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        if (!draft.purposes.isEmpty()) {
            extend(
                    leaf,
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(draft.purposes.toArray(KeyPurposeId[]::new)));
        }
        if (draft.authority) {
            extend(leaf, Extension.basicConstraints, true, new BasicConstraints(true));
        }
        extend(leaf, Extension.subjectAlternativeName, true, new GeneralNames(draft.names.toArray(GeneralName[]::new)));
        draft.issuer.ifPresent(url -> extend(leaf, ISSUER, false, new DERUTF8String(url)));
        draft.rawIssuer.ifPresent(url -> extend(leaf, RAW_ISSUER, url.getBytes(StandardCharsets.UTF_8)));
        byte[] signedPart = signedPart(leaf);
        List<byte[]> timestamps = new ArrayList<>();
        for (TestCtLog log : draft.seenBy) {
            timestamps.add(log.timestamp(signedPart, key.publicKey(), draft.notBefore.plus(draft.logDelay)));
        }
        if (!timestamps.isEmpty()) {
            extend(leaf, TIMESTAMPS, false, new DEROctetString(TestCtLog.list(timestamps.toArray(byte[][]::new))));
        }
        return encoded(leaf, key);
    }

    /** Issues the certificate of a timestamp authority. */
    byte[] issueForTime(TestParty holder, Instant from, Instant to) {
        X509v3CertificateBuilder leaf =
                builder(++serial, INTERMEDIATE, new X500Name("O=Test,CN=tsa"), holder, from, to);
        extend(leaf, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        extend(leaf, Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
        return encoded(leaf, key);
    }

    private static X509v3CertificateBuilder authority(
            int serial, X500Name issuer, X500Name subject, TestParty holder, Instant from, Instant to) {
        X509v3CertificateBuilder builder = builder(serial, issuer, subject, holder, from, to);
        extend(builder, Extension.basicConstraints, true, new BasicConstraints(true));
        extend(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return builder;
    }

    private static X509v3CertificateBuilder builder(
            int serial, X500Name issuer, X500Name subject, TestParty holder, Instant from, Instant to) {
        return new X509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial),
                Date.from(from),
                Date.from(to),
                subject,
                SubjectPublicKeyInfo.getInstance(holder.publicKey()));
    }

    private static void extend(
            X509v3CertificateBuilder builder, ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            builder.addExtension(id, critical, value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void extend(X509v3CertificateBuilder builder, ASN1ObjectIdentifier id, byte[] value) {
        try {
            builder.addExtension(id, false, value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] signedPart(X509v3CertificateBuilder builder) {
        try {
            return holder(builder, key).toASN1Structure().getTBSCertificate().getEncoded("DER");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] encoded(X509v3CertificateBuilder builder, TestParty issuer) {
        try {
            return holder(builder, issuer).getEncoded();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static X509CertificateHolder holder(X509v3CertificateBuilder builder, TestParty issuer) {
        try {
            return builder.build(new JcaContentSignerBuilder(issuer.algorithm())
                    .build(issuer.keys().getPrivate()));
        } catch (OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }
}
