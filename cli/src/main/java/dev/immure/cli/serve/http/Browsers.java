package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Refuses what a web page can make a browser send, which has the user's certificate and may reach his sockets through a
 * proxy: a request with an origin (RFC 6454, section 7), or with the metadata that browsers add (W3C Fetch Metadata) and
 * no page can leave out.
 */
final class Browsers {
    private static final String METADATA = "Sec-Fetch-Site";

    private Browsers() {}

    static void refuse(Request request) {
        if (request.getHeaders().contains(HttpHeader.ORIGIN)
                || request.getHeaders().contains(METADATA)) {
            throw ServeFault.BROWSER.at(
                    "cannot answer",
                    "the request",
                    "it comes from a browser",
                    "Use curl, or a client of your language");
        }
    }
}
