package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.serve.Calls;
import dev.immure.cli.serve.KeptOutput;
import dev.immure.cli.serve.NoTerminal;
import dev.immure.cli.serve.RunEnd;
import dev.immure.cli.serve.RunOrder;
import dev.immure.cli.serve.RunQueue;
import dev.immure.cli.serve.ServedRun;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.Escape;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.ReceiptWriter;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** The calls of the API, version 1: docs/service.md. */
final class Api {
    private static final String VERSION = "v1";
    private static final String METRICS = "metrics";
    private static final int ID_LENGTH = 64;

    private final Calls calls;
    private final RunQueue queue;
    private final BodyRoom room = new BodyRoom();
    private final Supplier<HttpReply> metrics;

    Api(Calls calls, RunQueue queue, Supplier<HttpReply> metrics) {
        this.calls = calls;
        this.queue = queue;
        this.metrics = metrics;
    }

    HttpReply answer(Request request, ServiceCaller caller) {
        String method = request.getMethod();
        // As sent: nothing in these names is ever encoded.
        List<String> path = List.of(request.getHttpURI().getPath().substring(1).split("/", -1));
        try {
            if (path.equals(List.of(METRICS)) && method.equals("GET")) {
                return metrics(caller);
            }
            if (path.getFirst().equals(VERSION)) {
                Optional<HttpReply> reply = versioned(method, path.subList(1, path.size()), request, caller);
                if (reply.isPresent()) {
                    return reply.get();
                }
            }
        } catch (JsonException e) {
            throw Body.refused(e.why());
        }
        throw ServeFault.NO_CALL.at(
                "cannot answer",
                Escape.control(method + " " + request.getHttpURI().getPath()),
                "there is no such call",
                "See docs/service.md for those that there are");
    }

    private Optional<HttpReply> versioned(String method, List<String> path, Request request, ServiceCaller caller)
            throws JsonException {
        return switch (method + " " + String.join("/", path)) {
            case "GET health" -> Optional.of(health());
            case "POST run", "POST verify", "POST policy/check" ->
                Optional.of(document(path, request, caller, room.take(caller, Body.announced(request))));
            case "GET runs" -> Optional.of(RunJson.list(queue.list(caller)));
            default ->
                path.size() > 1 && path.getFirst().equals("runs") && path.get(1).length() <= ID_LENGTH
                        ? ofRun(method, path, caller)
                        : Optional.empty();
        };
    }

    /** @param place given back when it is needed no more: of a run that is not waited for, when that ends */
    private HttpReply document(List<String> path, Request request, ServiceCaller caller, BodyRoom.Place place)
            throws JsonException {
        boolean kept = false;
        try {
            JsonObject document = Body.read(request);
            if (!path.getFirst().equals("run")) {
                return reply(
                        path.getFirst().equals("verify")
                                ? calls.verify(document, caller)
                                : calls.check(document, caller));
            }
            RunFields fields = RunFields.of(document);
            ServedRun run = submit(fields, caller);
            kept = true;
            run.whenEnded(ignored -> place.close());
            return fields.detach()
                    ? RunJson.accepted(run)
                    : new WaitingCaller(request.getConnectionMetaData()
                                    .getConnection()
                                    .getEndPoint())
                            .await(run);
        } finally {
            if (!kept) {
                place.close();
            }
        }
    }

    private Optional<HttpReply> ofRun(String method, List<String> path, ServiceCaller caller) {
        Supplier<ServedRun> run = () -> queue.find(path.get(1), caller);
        return switch (method + String.join("/", path.subList(2, path.size()))) {
            case "GET" -> Optional.of(RunJson.one(run.get()));
            case "DELETE" -> Optional.of(kill(run.get()));
            case "GETlogs" -> Optional.of(RunJson.logs(run.get()));
            case "GETreceipt" -> Optional.of(receipt(run.get()));
            default -> Optional.empty();
        };
    }

    private HttpReply health() {
        return HttpReply.json(HttpStatus.OK_200, json -> {
            json.writeStringField("status", queue.isOpen() ? "ok" : "draining");
            json.writeNumberField("running", queue.running());
            json.writeNumberField("queued", queue.queued());
        });
    }

    /** They tell of everybody's runs. */
    private HttpReply metrics(ServiceCaller caller) {
        if (caller.standing() != ServiceCaller.Standing.SAME_RIGHTS) {
            throw ServeFault.DEPUTY.at(
                    "cannot show",
                    "the metrics",
                    "they tell of the runs of others",
                    "Ask as root or as the service's user");
        }
        return metrics.get();
    }

    private static HttpReply reply(Calls.Reply reply) {
        return HttpReply.json(reply.granted() ? HttpStatus.OK_200 : HttpStatus.FORBIDDEN_403, reply.answer()::json);
    }

    private ServedRun submit(RunFields fields, ServiceCaller caller) throws JsonException {
        KeptOutput out = new KeptOutput(queue.keptOutput());
        KeptOutput err = new KeptOutput(queue.keptOutput());
        RunOrder order = calls.run(
                fields.rest(),
                caller,
                new Console(
                        fields.stdin()
                                .<InputStream>map(ByteArrayInputStream::new)
                                .orElseGet(InputStream::nullInputStream),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        NoTerminal.HERE));
        return queue.submit(order.withOutput(out, err));
    }

    private static HttpReply kill(ServedRun run) {
        run.interrupt();
        run.end().join();
        return RunJson.one(run);
    }

    private static HttpReply receipt(ServedRun run) {
        return switch (run.end().getNow(null)) {
            case RunEnd.Ended ended ->
                HttpReply.text(
                        "application/json", ReceiptWriter.toJson(ended.result().receipt()));
            case RunEnd.Failed failed -> throw new ImmureException(failed.fault());
            case RunEnd.Answered ignored ->
                throw ServeFault.NO_RECEIPT.at(
                        "cannot give the receipt of", run.id(), "its caller has it alone", "Ask him");
            case null ->
                throw ServeFault.NO_RECEIPT.at(
                        "cannot give the receipt of", run.id(), "the run has not ended", "Ask again when it has");
        };
    }
}
