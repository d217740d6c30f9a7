package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads the document of a request: so many bytes, in so much time, and not more of all requests together than there is memory for. */
final class Body {
    /** Enough for the inputs of a judge's test; what is larger comes in by a file. */
    static final int MAX_BYTES = 4 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 8, 20_000);
    private static final String JSON = "application/json";

    private Body() {}

    /** How many bytes it may have: as many as it says, or as many as one may have at all. */
    static long announced(Request request) {
        long length = request.getLength();
        return length < 0 ? MAX_BYTES : Math.min(length, MAX_BYTES);
    }

    /**
     * The document.
     *
     * @throws ImmureException with {@link ServeFault#REQUEST}, {@link ServeFault#TOO_LARGE} or {@link ServeFault#TOO_SLOW}
     */
    static JsonObject read(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        // A form or a plain text is what a web page can have a browser send without asking.
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
            throw refused("its Content-Type is not " + JSON);
        }
        if (request.getLength() > MAX_BYTES) {
            throw tooLarge();
        }
        try {
            return StrictJson.parseObject(bytes(request), LIMITS);
        } catch (JsonException e) {
            throw refused(e.why());
        }
    }

    private static byte[] bytes(Request request) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        try (InputStream in = Content.Source.asInputStream(request)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read.write(buffer, 0, n);
                if (read.size() > MAX_BYTES) {
                    throw tooLarge();
                }
                // One byte now and then would keep each single read within its time.
                if (System.nanoTime() - until > 0) {
                    throw tooSlow();
                }
            }
            return read.toByteArray();
        } catch (IOException e) {
            throw e.getCause() instanceof TimeoutException ? tooSlow() : refused("it does not come in whole");
        }
    }

    static ImmureException refused(String why) {
        return ServeFault.REQUEST.at("cannot understand", "the request", why, "See docs/service.md for its form");
    }

    private static ImmureException tooLarge() {
        return ServeFault.TOO_LARGE.at(
                "cannot take",
                "the request",
                "it has more than " + MAX_BYTES + " bytes",
                "Put what is large into the image");
    }

    private static ImmureException tooSlow() {
        return ServeFault.TOO_SLOW.at(
                "cannot take",
                "the request",
                "it was not there after " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE.toNanos()) + " s",
                "Send it in one go");
    }
}
