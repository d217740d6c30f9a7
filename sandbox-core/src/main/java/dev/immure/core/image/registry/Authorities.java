package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of a registry's own authorities. */
public final class Authorities {
    /** The most bytes of a file of them. */
    public static final int MAX_BYTES = 1 << 20;

    private Authorities() {}

    /**
     * Reads a file in PEM, as {@code ca.crt} of containers-certs.d(5).
     *
     * @param file for the message
     * @throws dev.immure.core.ImmureException {@link RegistryFault#CA}
     */
    public static List<X509Certificate> parse(byte[] pem, String file) {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw RegistryFault.CA.at("cannot use the authority in", file, "it is no certificate in PEM", e);
        }
        throw RegistryFault.CA.at("cannot use the authority in", file, "it holds no certificate");
    }

    /** Trusts these and nobody else. */
    static SSLContext context(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            // Every JDK has these algorithms, and the store is in memory.
            throw new AssertionError(e);
        }
    }
}
