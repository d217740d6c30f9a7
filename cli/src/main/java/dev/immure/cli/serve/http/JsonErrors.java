package dev.immure.cli.serve.http;

import dev.immure.cli.render.JsonOutput;
import dev.immure.core.Fault;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is wrong with HTTP itself, in the form of every other fault. It quotes nothing of the request. */
final class JsonErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpReply reply = reply(response.getStatus());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
        return true;
    }

    private static HttpReply reply(int status) {
        Fault fault =
                Body.refused(String.valueOf(HttpStatus.getMessage(status))).fault();
        return HttpReply.json(
                status, json -> JsonOutput.object(json, "error", error -> JsonOutput.fault(error, fault)));
    }
}
