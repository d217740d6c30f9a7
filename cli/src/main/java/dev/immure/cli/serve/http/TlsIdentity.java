package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.ImmureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** What the TLS door says who it is with, and whom it believes: checked whole before any of it is used. */
public final class TlsIdentity {
    /** The most bytes of one of the files. */
    public static final int MAX_BYTES = 256 << 10;

    private static final int MOST_OWN = 10;
    private static final int MOST_CLIENTS = 100;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final KeyStore own;
    private final KeyStore authorities;
    private final X509Certificate certificate;
    private final X509TrustManager clients;

    private TlsIdentity(KeyStore own, KeyStore authorities, X509Certificate certificate, X509TrustManager clients) {
        this.own = own;
        this.authorities = authorities;
        this.certificate = certificate;
        this.clients = clients;
    }

    /** A file's content, and its name for messages. */
    public static final class Pem {
        private final String file;
        private final byte[] content;

        public Pem(String file, byte[] content) {
            this.file = file;
            this.content = content.clone();
        }
    }

    /**
     * Reads the three files.
     *
     * @throws ImmureException with {@link ServeFault#TLS}: one is malformed, a certificate does not hold now, the key belongs
     *     to another one, or what is to vouch for callers is no authority
     */
    public static TlsIdentity parse(Pem certificate, Pem key, Pem clients) {
        List<X509Certificate> chain = certificates(certificate, MOST_OWN);
        List<X509Certificate> vouching = certificates(clients, MOST_CLIENTS);
        for (X509Certificate one : vouching) {
            // As an anchor the JDK would believe an end entity itself, whatever else its certificate is for.
            if (one.getBasicConstraints() < 0) {
                throw refused(clients, "\"" + one.getSubjectX500Principal() + "\" is no authority");
            }
        }
        PrivateKey secret = key(key, chain.getFirst().getPublicKey());
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", secret, new char[0], chain.toArray(X509Certificate[]::new));
            KeyStore authorities = empty();
            for (int i = 0; i < vouching.size(); i++) {
                authorities.setCertificateEntry("authority-" + i, vouching.get(i));
            }
            return new TlsIdentity(own, authorities, chain.getFirst(), trust(authorities));
        } catch (GeneralSecurityException | IOException e) {
            throw refused(certificate, "the Java runtime cannot use it: " + e.getMessage(), e);
        }
    }

    KeyStore own() {
        return own;
    }

    KeyStore authorities() {
        return authorities;
    }

    X509Certificate certificate() {
        return certificate;
    }

    /**
     * Whether these authorities vouch for a caller now: a connection may be older than they are, or than the end of its
     * certificate (and a session that is resumed has had no look at it, RFC 8446, section 2.2).
     */
    boolean vouchesFor(X509Certificate... chain) {
        try {
            clients.checkClientTrusted(chain, "UNKNOWN");
            return true;
        } catch (CertificateException e) {
            System.getLogger(TlsIdentity.class.getName()).log(System.Logger.Level.DEBUG, "certificate", e);
            return false;
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static X509TrustManager trust(KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authorities);
        for (TrustManager one : factory.getTrustManagers()) {
            if (one instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("no manager of trust");
    }

    private static List<X509Certificate> certificates(Pem pem, int most) {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem.content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty() || found.size() > most) {
                throw refused(pem, "it holds " + found.size() + " certificates, and may hold 1 to " + most);
            }
            for (X509Certificate one : found) {
                one.checkValidity();
            }
            return found;
        } catch (CertificateException e) {
            throw refused(pem, "it is no certificate in PEM that holds now: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Pem pem, PublicKey belongsTo) {
        String text = new String(pem.content, StandardCharsets.ISO_8859_1).strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            throw refused(pem, "it is not one PEM block \"PRIVATE KEY\" (RFC 5958)");
        }
        try {
            byte[] encoded =
                    Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
            PrivateKey key =
                    KeyFactory.getInstance(belongsTo.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!belong(key, belongsTo)) {
                throw refused(pem, "it is not the certificate's");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused(pem, "it is no key of the certificate's kind: " + e.getMessage(), e);
        }
    }

    /** By a signature: from a private key the JDK finds no public one. */
    private static boolean belong(PrivateKey key, PublicKey half) throws GeneralSecurityException {
        String algorithm = switch (half.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "EdDSA";
        };
        byte[] probe = {1};
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(probe);
        byte[] signature = signer.sign();
        signer.initVerify(half);
        signer.update(probe);
        return signer.verify(signature);
    }

    private static ImmureException refused(Pem pem, String why) {
        return ServeFault.TLS.at(
                "cannot open the TLS door with",
                pem.file,
                why,
                "Give certificates in PEM that hold now, and their EC, RSA or Ed25519 key as openssl genpkey writes it");
    }

    private static ImmureException refused(Pem pem, String why, Exception cause) {
        return new ImmureException(refused(pem, why).fault(), cause);
    }
}
