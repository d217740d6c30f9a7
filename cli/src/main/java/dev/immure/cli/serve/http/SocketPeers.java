package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.pipeline.Callers;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.host.CallerIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;

/** Who is at the other end of a connection, as the kernel says (unix(7), SO_PEERCRED: the ids at the time of connect(2)). */
final class SocketPeers implements Peers {
    private static final String CALLER = "dev.immure.caller";
    private static final String AUTHENTICATION = "socket-peer";

    private final long serviceUid;
    private final UserNames names;

    SocketPeers(CallerIds service) {
        this.serviceUid = Integer.toUnsignedLong(service.uid());
        this.names = new UserNames(Path.of("/etc/passwd"), Path.of("/etc/group"));
    }

    @Override
    public ServiceCaller of(Request request) {
        Object known = request.getConnectionMetaData().getAttribute(CALLER);
        if (known instanceof ServiceCaller caller) {
            return caller;
        }
        ServiceCaller caller =
                of(request.getConnectionMetaData().getConnection().getEndPoint());
        request.getConnectionMetaData().setAttribute(CALLER, caller);
        return caller;
    }

    @Override
    public Optional<ServiceCaller> at(EndPoint end) {
        return Optional.of(of(end));
    }

    @SuppressForbidden(reason = "jdk.net is a documented module; java.base has no other way to SO_PEERCRED")
    private ServiceCaller of(EndPoint end) {
        if (end instanceof SocketChannelEndPoint socket) {
            try {
                UnixDomainPrincipal peer = socket.getChannel().getOption(ExtendedSocketOptions.SO_PEERCRED);
                return ServiceCaller.user(
                        Callers.of(names.ids(peer.user().getName(), peer.group().getName()), AUTHENTICATION),
                        serviceUid);
            } catch (IOException e) {
                throw unknown(String.valueOf(e.getMessage()));
            }
        }
        throw unknown("the connection is none of a Unix socket");
    }

    private static RuntimeException unknown(String why) {
        return ServeFault.CALLER.at("cannot tell", "who the caller is", why, "Connect anew");
    }
}
