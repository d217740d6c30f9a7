package dev.immure.signing.testing;

import dev.immure.signing.internal.x509.RevocationList;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A list of revoked certificates, made here. */
public final class TestRevocation {
    private final TestCertificate issuer;
    private final X509v2CRLBuilder builder;

    /** In force for a month from the first of June 2026. */
    public TestRevocation(TestCertificate issuer) {
        this(issuer, TestCertificate.NOW, TestCertificate.NOW.plusSeconds(30 * 24 * 3600));
    }

    public TestRevocation(TestCertificate issuer, Instant from, Instant until) {
        this.issuer = issuer;
        this.builder = new X509v2CRLBuilder(issuer.holder().getSubject(), Date.from(from));
        builder.setNextUpdate(Date.from(until));
    }

    public TestRevocation revoke(TestCertificate certificate, Instant since) {
        builder.addCRLEntry(serial(certificate), Date.from(since), CRLReason.keyCompromise);
        return this;
    }

    /** With the moment from which on the key was not the signer's alone. */
    public TestRevocation revoke(TestCertificate certificate, Instant since, Instant lost) {
        builder.addCRLEntry(serial(certificate), Date.from(since), CRLReason.keyCompromise, Date.from(lost));
        return this;
    }

    private static BigInteger serial(TestCertificate certificate) {
        return certificate.holder().getSerialNumber();
    }

    /** With anything else that the builder can do. */
    public TestRevocation with(Consumer<X509v2CRLBuilder> change) {
        change.accept(builder);
        return this;
    }

    public byte[] der() {
        return signedBy(issuer);
    }

    public byte[] signedBy(TestCertificate signer) {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(signer.keys().getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    public RevocationList list() {
        return RevocationList.parse(der(), "list");
    }
}
