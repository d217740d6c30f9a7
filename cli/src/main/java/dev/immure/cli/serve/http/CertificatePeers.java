package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.pipeline.Callers;
import dev.immure.cli.serve.ServiceCaller;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.x500.X500Principal;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.ssl.X509;

/**
 * Who is at the other end of a TLS connection, as the certificate says that his handshake has proved to be his. He must be
 * vouched for anew with each request, and mean this host.
 */
final class CertificatePeers implements Peers {
    private static final int MOST_NAME = 512;

    private final AtomicReference<TlsIdentity> identity;

    /** @param identity as it is at the time of a request */
    CertificatePeers(AtomicReference<TlsIdentity> identity) {
        this.identity = identity;
    }

    @Override
    public ServiceCaller of(Request request) {
        TlsIdentity now = identity.get();
        X509Certificate[] chain = chain(request);
        if (chain.length == 0) {
            throw unknown("there is no certificate of his");
        }
        if (!now.vouchesFor(chain)) {
            throw unknown("no authority vouches for his certificate, or not any more");
        }
        // A name that is made to lead here is none of the certificate's (DNS rebinding).
        if (!new X509("own", now.certificate()).matches(Request.getServerName(request))) {
            throw ServeFault.REQUEST.at(
                    "cannot answer",
                    "the request",
                    "the host that it names is none of the service's certificate",
                    "Ask for one that the certificate names");
        }
        String name =
                name(chain[0].getSubjectX500Principal()) + "; issued by " + name(chain[0].getIssuerX500Principal());
        return ServiceCaller.certified(Callers.ofCertificate(name), name);
    }

    /** Not before his handshake has ended. */
    @Override
    public Optional<ServiceCaller> at(EndPoint end) {
        return Optional.empty();
    }

    private static X509Certificate[] chain(Request request) {
        EndPoint.SslSessionData session =
                request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        if (session == null || session.peerCertificates() == null) {
            return new X509Certificate[0];
        }
        return session.peerCertificates();
    }

    /** RFC 2253, in which a semicolon is never left bare: two of them with one between cannot be read in two ways. */
    static String name(X500Principal principal) {
        String name = principal.getName(X500Principal.RFC2253);
        if (name.isEmpty() || name.length() > MOST_NAME) {
            throw unknown("a name in his certificate is empty, or longer than " + MOST_NAME + " characters");
        }
        if (name.chars()
                .anyMatch(each -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT)) {
            throw unknown("a name in his certificate has characters that nobody sees");
        }
        return name;
    }

    private static RuntimeException unknown(String why) {
        return ServeFault.CALLER.at("cannot tell", "who the caller is", why, "Connect anew, with another certificate");
    }
}
