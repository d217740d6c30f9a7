package dev.immure.signing.testing.sigstore;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A timestamp authority (RFC 3161). */
public final class TestTsa {
    private final TestCa ca;
    private final TestParty key = TestParty.ecdsa();
    private final byte[] certificate;

    private TestTsa(TestCa ca, Instant from, Instant to) {
        this.ca = ca;
        this.certificate = ca.issueForTime(key, from, to);
    }

    public static TestTsa create(Instant from, Instant to) {
        return new TestTsa(TestCa.create(from, to, to, KeyPurposeId.id_kp_timeStamping), from, to);
    }

    /** Its own certificate first, its root last. */
    public List<byte[]> chain() {
        return List.of(certificate, ca.intermediate(), ca.root());
    }

    /** A response that says when these bytes were there. */
    public byte[] stamp(byte[] message, Instant at) {
        try {
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder()
                            .build(key.algorithm(), key.keys().getPrivate(), new X509CertificateHolder(certificate)),
                    new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(TSPAlgorithms.SHA256)),
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2"));
            TimeStampRequest request = new TimeStampRequestGenerator()
                    .generate(
                            TSPAlgorithms.SHA256,
                            MessageDigest.getInstance("SHA-256").digest(message));
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generate(request, BigInteger.ONE, Date.from(at))
                    .getEncoded();
        } catch (OperatorCreationException | GeneralSecurityException | TSPException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
