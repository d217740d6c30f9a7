package dev.immure.cli.serve.http;

import dev.immure.cli.serve.ServiceCaller;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** Who is at the other end of a connection. */
interface Peers {
    /** @throws dev.immure.core.ImmureException when it cannot be told, or the request is none that he may send here */
    ServiceCaller of(Request request);

    /**
     * Before anything was asked; empty where it is not known as early.
     *
     * @throws dev.immure.core.ImmureException when it cannot be told
     */
    Optional<ServiceCaller> at(EndPoint end);
}
