package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.serve.Door;
import dev.immure.core.ImmureException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The same API over TLS 1.3, for callers who prove by a certificate who they are. A server of its own: whoever holds all
 * its connections keeps nobody off the socket.
 */
public final class TlsDoor implements Door {
    private static final String ONLY = "TLSv1.3";
    private static final int MOST_CONNECTIONS = 512;
    private static final int SESSION_SECONDS = 300;

    private final InetSocketAddress listen;
    private final AtomicReference<TlsIdentity> identity;
    private final SslContextFactory.Server tls;
    private final Server server;
    private final ServerConnector connector;

    private TlsDoor(
            InetSocketAddress listen,
            AtomicReference<TlsIdentity> identity,
            SslContextFactory.Server tls,
            Server server,
            ServerConnector connector) {
        this.listen = listen;
        this.identity = identity;
        this.tls = tls;
        this.server = server;
        this.connector = connector;
    }

    static TlsDoor at(InetSocketAddress listen, TlsIdentity first, Api api) {
        VirtualThreadPool threads = new VirtualThreadPool();
        threads.setName("immure-tls");
        Server server = new Server(threads);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        use(tls, first);
        String http = "HTTP/1.1";
        ServerConnector connector = new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls, http), new HttpConnectionFactory(HttpDoor.protocol()));
        connector.setHost(listen.getAddress().getHostAddress());
        connector.setPort(listen.getPort());
        connector.setAcceptQueueSize(HttpDoor.BACKLOG);
        connector.setIdleTimeout(HttpDoor.IDLE.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        AtomicReference<TlsIdentity> identity = new AtomicReference<>(first);
        Peers peers = new CertificatePeers(identity);
        Visitors visitors = new Visitors(peers, connector.getScheduler());
        connector.addBean(visitors);
        server.setHandler(new ApiHandler(api, peers, visitors));
        server.setErrorHandler(new JsonErrors());
        server.setStopAtShutdown(false);
        return new TlsDoor(listen, identity, tls, server, connector);
    }

    private static void use(SslContextFactory.Server tls, TlsIdentity identity) {
        tls.setKeyStore(identity.own());
        tls.setKeyStorePassword("");
        tls.setTrustStore(identity.authorities());
        tls.setNeedClientAuth(true);
        tls.setIncludeProtocols(ONLY);
        // Sessions that are resumed bring the old certificate with them: not for longer than it takes to ask anew.
        tls.setSslSessionTimeout(SESSION_SECONDS);
    }

    /** From now on; of who is connected already the next request is held against it. */
    public void use(TlsIdentity next) {
        try {
            tls.reload(ignored -> use(tls, next));
            identity.set(next);
        } catch (Exception e) {
            throw unusable(e);
        }
    }

    /** With the port that was free, where any was asked for. */
    public InetSocketAddress address() {
        return new InetSocketAddress(listen.getAddress(), connector.getLocalPort());
    }

    @Override
    public void open() {
        try {
            server.start();
        } catch (Exception e) {
            throw unusable(e);
        }
    }

    @Override
    @SuppressWarnings(
            "FutureReturnValueIgnored") // Jetty's tells when the connections have gone; close() waits for them
    public void shut() {
        connector.shutdown();
        connector.setAccepting(false);
    }

    @Override
    public void close() {
        try {
            server.setStopTimeout(TimeUnit.SECONDS.toMillis(1));
            server.stop();
        } catch (Exception e) {
            System.getLogger(TlsDoor.class.getName())
                    .log(System.Logger.Level.WARNING, "the TLS door did not end well", e);
        }
    }

    private ImmureException unusable(Exception e) {
        return new ImmureException(
                ServeFault.TLS
                        .at(
                                "cannot open the TLS door at",
                                listen.toString(),
                                String.valueOf(e.getMessage()),
                                "Name an address of this host and a port that is free")
                        .fault(),
                e);
    }
}
