package dev.immure.cli.serve.http;

import dev.immure.cli.render.JsonOutput;
import dev.immure.core.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;

/** What is sent back: one document. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HttpReply(int status, Map<HttpHeader, String> headers, byte[] body) {
    private static final String JSON = "application/json";

    static HttpReply json(int status, JsonOutput.Members members) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(body, false, StandardCharsets.US_ASCII);
        JsonOutput.write(to, members);
        to.flush();
        return new HttpReply(status, Map.of(HttpHeader.CONTENT_TYPE, JSON), body.toByteArray());
    }

    static HttpReply fault(Fault fault) {
        return HttpStatuses.with(
                fault,
                json(
                        HttpStatuses.of(fault),
                        json -> JsonOutput.object(json, "error", error -> JsonOutput.fault(error, fault))));
    }

    /** The same, and the last one of its connection. */
    HttpReply closing() {
        Map<HttpHeader, String> all = new HashMap<>(headers);
        all.put(HttpHeader.CONNECTION, "close");
        return new HttpReply(status, all, body);
    }

    static HttpReply text(String type, byte[] body) {
        return new HttpReply(200, Map.of(HttpHeader.CONTENT_TYPE, type), body);
    }
}
