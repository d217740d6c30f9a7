package dev.immure.signing.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

/** A timestamp authority that stamps what it is given, and can be told to do it wrong. */
public final class TestTimestamps {
    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.2.3.4.1");

    private final TestCertificate signer;
    private final List<TestCertificate> bag = new ArrayList<>();
    private ASN1ObjectIdentifier bindingHash = NISTObjectIdentifiers.id_sha256;
    private String imprintHash = "SHA-256";
    private int accuracySeconds;

    public TestTimestamps(TestCertificate signer) {
        this.signer = signer;
    }

    /** The certificates that come with a token, in this order. */
    public TestTimestamps with(TestCertificate... certificates) {
        bag.clear();
        bag.addAll(List.of(certificates));
        return this;
    }

    public TestTimestamps bindingHash(ASN1ObjectIdentifier oid) {
        bindingHash = oid;
        return this;
    }

    public TestTimestamps imprintHash(String name) {
        imprintHash = name;
        return this;
    }

    public TestTimestamps accuracySeconds(int seconds) {
        accuracySeconds = seconds;
        return this;
    }

    public byte[] stamp(byte[] message, Instant at) {
        try {
            DigestCalculator digest =
                    new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(bindingHash));
            SignerInfoGenerator info = new JcaSimpleSignerInfoGeneratorBuilder()
                    .build(
                            signer.keys().getPrivate().getAlgorithm().equals("RSA")
                                    ? "SHA256withRSA"
                                    : "SHA256withECDSA",
                            signer.keys().getPrivate(),
                            new JcaX509CertificateConverter().getCertificate(signer.holder()));
            TimeStampTokenGenerator generator = new TimeStampTokenGenerator(info, digest, POLICY);
            if (accuracySeconds > 0) {
                generator.setAccuracySeconds(accuracySeconds);
            }
            generator.setResolution(TimeStampTokenGenerator.R_MILLISECONDS);
            List<X509CertificateHolder> holders =
                    bag.stream().map(TestCertificate::holder).toList();
            generator.addCertificates(new CollectionStore<>(holders));
            return generator
                    .generate(request(message), BigInteger.ONE, Date.from(at))
                    .getEncoded();
        } catch (OperatorCreationException
                | CertificateException
                | TSPException
                | NoSuchAlgorithmException
                | IOException e) {
            throw new AssertionError(e);
        }
    }

    private TimeStampRequest request(byte[] message) throws NoSuchAlgorithmException {
        TimeStampRequestGenerator request = new TimeStampRequestGenerator();
        request.setCertReq(true);
        ASN1ObjectIdentifier oid = switch (imprintHash) {
            case "SHA-1" -> TSPAlgorithms.SHA1;
            case "SHA-384" -> NISTObjectIdentifiers.id_sha384;
            case "SHA-512" -> NISTObjectIdentifiers.id_sha512;
            default -> NISTObjectIdentifiers.id_sha256;
        };
        return request.generate(oid, MessageDigest.getInstance(imprintHash).digest(message));
    }
}
