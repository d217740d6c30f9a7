package dev.immure.cli.runs;

import dev.immure.cli.render.JsonOutput;
import dev.immure.core.host.ProcessIdentity;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a run while it lasts.
 *
 * @param run by which the audit log and the receipt know it
 * @param owner the process that carries it out
 * @param caller for people: who asked for it
 * @param image as the caller wrote it
 * @param door the socket of the service that carries it out; empty for a run of the command line
 */
public record RunNote(
        String run, ProcessIdentity owner, String caller, String image, Instant started, Optional<Path> door) {
    static final int MAX_BYTES = 16 << 10;
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 4, 64);

    public RunNote {
        Objects.requireNonNull(run, "run is null");
        Objects.requireNonNull(owner, "owner is null");
        Objects.requireNonNull(caller, "caller is null");
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(started, "started is null");
        Objects.requireNonNull(door, "door is null");
    }

    byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(bytes, false, StandardCharsets.US_ASCII);
        JsonOutput.write(to, json -> {
            json.writeStringField("run", run);
            json.writeNumberField("pid", owner.pid());
            json.writeNumberField("start", owner.start());
            json.writeStringField("boot", owner.boot());
            json.writeStringField("caller", caller);
            json.writeStringField("image", image);
            json.writeStringField("started", started.toString());
            JsonOutput.optional(json, "door", door.map(Path::toString));
        });
        to.flush();
        return bytes.toByteArray();
    }

    /** Empty when the bytes are no note: a process may have died while it wrote them. */
    static Optional<RunNote> parse(byte[] bytes) {
        try {
            JsonObject json = StrictJson.parseObject(bytes, LIMITS);
            return Optional.of(new RunNote(
                    json.requireString("run"),
                    new ProcessIdentity(
                            Math.toIntExact(json.requireLong("pid")),
                            json.requireLong("start"),
                            json.requireString("boot")),
                    json.requireString("caller"),
                    json.requireString("image"),
                    Instant.parse(json.requireString("started")),
                    json.string("door").map(Path::of)));
        } catch (JsonException | DateTimeException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
