package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.pipeline.HostRlimits;
import dev.immure.cli.serve.Calls;
import dev.immure.cli.serve.Door;
import dev.immure.cli.serve.RunQueue;
import dev.immure.cli.serve.metrics.ServiceMetrics;
import dev.immure.core.ImmureException;
import dev.immure.core.host.CallerIds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The API over HTTP/1.1 on a Unix socket. Each request has a virtual thread of its own, which waits while a run takes its
 * time.
 */
public final class HttpDoor implements Door {
    /** Idle ones cost some kilobytes each, and are closed after 10 to 20 s. */
    private static final int MOST_CONNECTIONS = 16_384;

    /** Descriptors that connections leave to runs and to the rest of the service, where it has so many. */
    private static final long LEFT = 4096;

    private static final int HEADER_BYTES = 8 << 10;
    /** Beyond these, who does not wait is refused; immure.socket has as many. */
    static final int BACKLOG = 1024;

    static final Duration IDLE = Duration.ofSeconds(30);

    private final Path socket;
    private final Server server;
    private final UnixDomainServerConnector connector;
    private final Api api;

    private final boolean made;

    private HttpDoor(Path socket, boolean made, Server server, UnixDomainServerConnector connector, Api api) {
        this.api = api;
        this.socket = socket;
        this.made = made;
        this.server = server;
        this.connector = connector;
    }

    /** @param socket is made when the door opens; its folder says who may come in */
    public static HttpDoor at(Path socket, Calls calls, RunQueue queue) {
        return of(socket, true, calls, queue);
    }

    /**
     * On the socket that this process has for its standard input.
     *
     * @param socket where it is, for messages
     */
    public static HttpDoor onInput(Path socket, Calls calls, RunQueue queue) {
        return of(socket, false, calls, queue);
    }

    private static HttpDoor of(Path socket, boolean made, Calls calls, RunQueue queue) {
        VirtualThreadPool threads = new VirtualThreadPool();
        threads.setName("immure-api");
        Server server = new Server(threads);
        UnixDomainServerConnector connector =
                new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(protocol()));
        // What Jetty has ended it removes, whoever has made it: then a name that nothing has.
        connector.setUnixDomainPath(made ? socket : socket.resolveSibling(socket.getFileName() + ".none"));
        connector.setInheritChannel(!made);
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(mostConnections(HostRlimits.descriptors()), server));
        ServiceMetrics metrics = ServiceMetrics.of(queue);
        Api api = new Api(calls, queue, () -> HttpReply.text(ServiceMetrics.CONTENT_TYPE, metrics.text()));
        Peers peers = new SocketPeers(CallerIds.current());
        Visitors visitors = new Visitors(peers, connector.getScheduler());
        connector.addBean(visitors);
        server.setHandler(new ApiHandler(api, peers, visitors));
        server.setErrorHandler(new JsonErrors());
        server.setStopAtShutdown(false);
        return new HttpDoor(socket, made, server, connector, api);
    }

    /**
     * All that are accepted, callers who wait not counted.
     *
     * @param descriptors what the process may have open
     */
    static int mostConnections(long descriptors) {
        return Math.clamp(Math.max(descriptors - LEFT, descriptors / 2), 1, MOST_CONNECTIONS);
    }

    /** Another way to the same calls, with the same queue and the same room for requests. */
    public TlsDoor over(InetSocketAddress listen, TlsIdentity identity) {
        return TlsDoor.at(listen, identity, api);
    }

    static HttpConfiguration protocol() {
        HttpConfiguration protocol = new HttpConfiguration();
        protocol.setSendServerVersion(false);
        protocol.setRequestHeaderSize(HEADER_BYTES);
        protocol.setResponseHeaderSize(HEADER_BYTES);
        return protocol;
    }

    @Override
    public void open() {
        try {
            if (!made && !(System.inheritedChannel() instanceof ServerSocketChannel)) {
                // Jetty would make one of its own.
                throw new IOException("the Java runtime cannot listen on what was passed");
            }
            server.start();
            if (made) {
                // Who reaches it has passed the folder; connect(2) needs write permission.
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
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
            if (made) {
                Files.deleteIfExists(socket);
            }
        } catch (Exception e) {
            System.getLogger(HttpDoor.class.getName()).log(System.Logger.Level.WARNING, "the API did not end well", e);
        }
    }

    private ImmureException unusable(Exception e) {
        return new ImmureException(
                ServeFault.SOCKET
                        .at("cannot open", socket.toString(), String.valueOf(e.getMessage()), "Name another folder")
                        .fault(),
                e);
    }
}
