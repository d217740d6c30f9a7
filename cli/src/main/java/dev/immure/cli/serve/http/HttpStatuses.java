package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/** The status of RFC 9110 that fits a fault. */
final class HttpStatuses {
    /** Runs are short: seconds, not minutes. */
    private static final String RETRY_SECONDS = "1";

    private HttpStatuses() {}

    static int of(Fault fault) {
        return fault.code() instanceof ServeFault own ? of(own) : ofKind(fault.code());
    }

    private static int of(ServeFault code) {
        return switch (code) {
            case BUSY, CALLER_BUSY -> HttpStatus.TOO_MANY_REQUESTS_429;
            case DRAINING -> HttpStatus.SERVICE_UNAVAILABLE_503;
            case TOO_LARGE -> HttpStatus.PAYLOAD_TOO_LARGE_413;
            case TOO_SLOW -> HttpStatus.REQUEST_TIMEOUT_408;
            case NO_CALL, NO_RUN -> HttpStatus.NOT_FOUND_404;
            case NO_RECEIPT, ENDED -> HttpStatus.CONFLICT_409;
            case REQUEST, BROWSER, DEPUTY, CALLER, LOST, NOTE, ANSWER, NO_SERVICE, NOT_KEPT, SOCKET, RUNNING, TLS ->
                ofKind(code);
        };
    }

    private static int ofKind(FaultCode code) {
        return switch (code.kind()) {
            case USAGE -> HttpStatus.BAD_REQUEST_400;
            case INPUT -> HttpStatus.UNPROCESSABLE_ENTITY_422;
            case REFUSED -> HttpStatus.FORBIDDEN_403;
            case HOST, INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR_500;
        };
    }

    /** What belongs to the status beside the document. */
    static HttpReply with(Fault fault, HttpReply reply) {
        if (!(fault.code() instanceof ServeFault code)) {
            return reply;
        }
        Map<HttpHeader, String> headers = new HashMap<>(reply.headers());
        switch (code) {
            case BUSY, CALLER_BUSY, DRAINING -> headers.put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
            // The rest of it is not read.
            case TOO_LARGE, TOO_SLOW -> headers.put(HttpHeader.CONNECTION, "close");
            case REQUEST,
                    NO_CALL,
                    NO_RUN,
                    NO_RECEIPT,
                    BROWSER,
                    DEPUTY,
                    CALLER,
                    ENDED,
                    LOST,
                    NOTE,
                    ANSWER,
                    NO_SERVICE,
                    NOT_KEPT,
                    SOCKET,
                    RUNNING,
                    TLS -> {}
        }
        return new HttpReply(reply.status(), headers, reply.body());
    }
}
