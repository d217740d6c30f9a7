package dev.immure.cli.serve.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.cli.render.JsonOutput;
import dev.immure.cli.serve.KeptOutput;
import dev.immure.cli.serve.RunEnd;
import dev.immure.cli.serve.ServedRun;
import dev.immure.core.Fault;
import dev.immure.core.audit.ReceiptWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** Runs as JSON. */
final class RunJson {
    private RunJson() {}

    static HttpReply list(List<ServedRun> runs) {
        return HttpReply.json(HttpStatus.OK_200, json -> {
            json.writeArrayFieldStart("runs");
            for (ServedRun run : runs) {
                json.writeStartObject();
                members(json, run);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static HttpReply one(ServedRun run) {
        return HttpReply.json(HttpStatus.OK_200, json -> members(json, run));
    }

    /** Taken, and not waited for. */
    static HttpReply accepted(ServedRun run) {
        return HttpReply.json(HttpStatus.ACCEPTED_202, json -> members(json, run));
    }

    static HttpReply logs(ServedRun run) {
        return HttpReply.json(HttpStatus.OK_200, json -> {
            json.writeStringField("id", run.id());
            json.writeStringField("state", state(run));
            output(json, run);
        });
    }

    /** The whole answer to a run that was waited for. */
    static HttpReply ended(ServedRun run, RunEnd end) {
        return switch (end) {
            case RunEnd.Ended ended ->
                HttpReply.json(HttpStatus.OK_200, json -> {
                    json.writeStringField("id", run.id());
                    json.writeFieldName("receipt");
                    json.writeRawValue(
                            new String(ReceiptWriter.toJson(ended.result().receipt()), StandardCharsets.US_ASCII)
                                    .strip());
                    output(json, run);
                });
            case RunEnd.Answered ignored -> one(run);
            case RunEnd.Failed failed -> HttpReply.fault(failed.fault());
        };
    }

    private static void members(JsonGenerator json, ServedRun run) throws IOException {
        json.writeStringField("id", run.id());
        JsonOutput.optional(json, "run", run.runId());
        json.writeStringField("state", state(run));
        json.writeStringField("image", run.order().image());
        json.writeStringField("caller", run.order().caller().name());
        json.writeStringField("accepted", run.accepted().toString());
        switch (run.end().getNow(null)) {
            case RunEnd.Ended ended ->
                json.writeStringField(
                        "verdict", ended.result().receipt().result().verdict().name());
            case RunEnd.Answered answered -> json.writeNumberField("exitStatus", answered.status());
            case RunEnd.Failed failed -> fault(json, failed.fault());
            case null -> {}
        }
    }

    private static void fault(JsonGenerator json, Fault fault) throws IOException {
        JsonOutput.object(json, "error", error -> JsonOutput.fault(error, fault));
    }

    private static String state(ServedRun run) {
        return run.state().name().toLowerCase(Locale.ROOT);
    }

    private static void output(JsonGenerator json, ServedRun run) throws IOException {
        stream(json, "stdout", run.order().output());
        stream(json, "stderr", run.order().error());
    }

    /** Text where it is text, else base64: JSON has no bytes. */
    private static void stream(JsonGenerator json, String name, Optional<KeptOutput> output) throws IOException {
        if (output.isEmpty()) {
            json.writeNullField(name);
            return;
        }
        byte[] kept = output.get().bytes();
        long written = output.get().written();
        JsonOutput.object(json, name, stream -> {
            Optional<String> text = text(kept);
            if (text.isPresent()) {
                stream.writeStringField("text", text.get());
            } else {
                stream.writeStringField("base64", Base64.getEncoder().encodeToString(kept));
            }
            stream.writeNumberField("bytes", written);
            stream.writeBooleanField("truncated", written > kept.length);
        });
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
