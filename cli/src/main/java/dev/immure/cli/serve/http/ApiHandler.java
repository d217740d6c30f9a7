package dev.immure.cli.serve.http;

import dev.immure.cli.fault.CliFault;
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

    ApiHandler(Api api, Peers peers) {
        this.api = api;
        this.peers = peers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpReply reply = reply(request);
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        // No cache between here and a client may keep what a run has said.
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
        return true;
    }

    private HttpReply reply(Request request) {
        try {
            Browsers.refuse(request);
            return api.answer(request, peers.of(request));
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
