package dev.immure.cli.serve.http;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Every request ends here: it is answered with one document, whatever happens. */
final class ApiHandler extends Handler.Abstract {
    private final Api api;
    private final Peers peers;
    private final Visitors visitors;

    ApiHandler(Api api, Peers peers, Visitors visitors) {
        this.api = api;
        this.peers = peers;
        this.visitors = visitors;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpReply reply = reply(request, response);
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        // No cache between here and a client may keep what a run has said.
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
        return true;
    }

    private HttpReply reply(Request request, Response response) {
        try {
            Browsers.refuse(request);
            ServiceCaller caller = peers.of(request);
            if (!visitors.admit(request.getConnectionMetaData().getConnection(), caller)) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                throw ServeFault.CALLER_BUSY.at(
                        "cannot answer",
                        caller.name(),
                        "he has more than " + Visitors.SHARE + " connections",
                        "Close those that are not needed");
            }
            return api.answer(request, caller);
        } catch (ImmureException e) {
            return HttpReply.fault(e.fault());
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(ApiHandler.class.getName()).log(System.Logger.Level.ERROR, "request", e);
            return HttpReply.fault(new Fault(
                    CliFault.DEFECT,
                    "cannot answer",
                    "the request",
                    String.valueOf(e),
                    "Report it with the service's log"));
        }
    }
}
