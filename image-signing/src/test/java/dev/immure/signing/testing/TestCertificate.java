package dev.immure.signing.testing;

import dev.immure.signing.internal.x509.Certificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate made here, and the key that belongs to it. */
public record TestCertificate(X509CertificateHolder holder, KeyPair keys) {
    public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    public static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");
    /** Within the validity of all that is made with the defaults. */
    public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final AtomicLong SERIAL = new AtomicLong(1000);

    public Certificate certificate() {
        return Certificate.parse(der(), "test certificate");
    }

    public byte[] der() {
        try {
            return holder.getEncoded();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public String pem() {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der())
                + "\n-----END CERTIFICATE-----\n";
    }

    /** An authority that has signed itself. */
    public static TestCertificate root(String subject) {
        return draft(subject).authority().selfSigned();
    }

    /** An authority under this one. */
    public TestCertificate intermediate(String subject) {
        return draft(subject).authority().signedBy(this);
    }

    /** A certificate for code signing as the Notary specification wants it. */
    public TestCertificate codeSigner(String subject) {
        return draft(subject).codeSigning().signedBy(this);
    }

    /** A certificate of a timestamp authority. */
    public TestCertificate timestamper(String subject) {
        return draft(subject).timeStamping().signedBy(this);
    }

    public static Draft draft(String subject) {
        return new Draft(subject);
    }

    public static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What a certificate will say; with the default, valid from {@link #FROM} to {@link #UNTIL}. */
    public static final class Draft {
        private final String subject;
        private final List<Extension> extensions = new ArrayList<>();
        private KeyPair keys = ec("secp256r1");
        private Instant from = FROM;
        private Instant until = UNTIL;
        private String algorithm = "SHA256withECDSA";

        private Draft(String subject) {
            this.subject = subject;
        }

        public Draft keys(KeyPair given) {
            keys = given;
            return this;
        }

        public Draft from(Instant moment) {
            from = moment;
            return this;
        }

        public Draft until(Instant moment) {
            until = moment;
            return this;
        }

        /** With which the issuer signs: {@code SHA256withRSA} … */
        public Draft algorithm(String name) {
            algorithm = name;
            return this;
        }

        public Draft authority() {
            return with(Extension.basicConstraints, true, new BasicConstraints(true))
                    .uses(KeyUsage.keyCertSign | KeyUsage.cRLSign);
        }

        public Draft codeSigning() {
            return uses(KeyUsage.digitalSignature).extended(false, KeyPurposeId.id_kp_codeSigning);
        }

        public Draft timeStamping() {
            return uses(KeyUsage.digitalSignature).extended(true, KeyPurposeId.id_kp_timeStamping);
        }

        public Draft uses(int bits) {
            return with(Extension.keyUsage, true, new KeyUsage(bits));
        }

        public Draft extended(boolean critical, KeyPurposeId... purposes) {
            return with(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purposes));
        }

        /** With an extension; one of the same kind is replaced. */
        public Draft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            without(oid);
            try {
                extensions.add(Extension.create(oid, critical, value));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return this;
        }

        public Draft without(ASN1ObjectIdentifier oid) {
            extensions.removeIf(extension -> extension.getExtnId().equals(oid));
            return this;
        }

        public TestCertificate selfSigned() {
            return issued(new X500Name(subject), keys);
        }

        public TestCertificate signedBy(TestCertificate issuer) {
            return issued(issuer.holder().getSubject(), issuer.keys());
        }

        private TestCertificate issued(X500Name issuer, KeyPair issuerKeys) {
            try {
                JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(from),
                        Date.from(until),
                        new X500Name(subject),
                        keys.getPublic());
                for (Extension extension : extensions) {
                    builder.addExtension(extension);
                }
                return new TestCertificate(builder.build(signer(issuerKeys)), keys);
            } catch (IOException | OperatorCreationException e) {
                throw new AssertionError(e);
            }
        }

        private ContentSigner signer(KeyPair issuerKeys) throws OperatorCreationException {
            return new JcaContentSignerBuilder(algorithm(issuerKeys))
                    .setProvider(new BouncyCastleProvider())
                    .build(issuerKeys.getPrivate());
        }

        private String algorithm(KeyPair issuerKeys) {
            return issuerKeys.getPrivate().getAlgorithm().equals("RSA") && algorithm.equals("SHA256withECDSA")
                    ? "SHA256withRSA"
                    : algorithm;
        }
    }
}
