package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that somebody waits for over HTTP ends with him; one that he has left to itself does not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingCallerIT {
    @TempDir
    private static Path folder;

    private static Range range;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"));
        Path config = Files.writeString(folder.resolve("one.yaml"), "schema: 1\nserve: {parallel: 1}\n");
        service = ServiceProcess.start(
                folder.resolve("run"), List.of("--root", range.root().toString(), "--config", config.toString()));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Sends the request, and does not read. */
    private static SocketChannel ask(String command, String... members) throws IOException {
        String body = Requests.run(range, command, members);
        SocketChannel channel = service.api().connect();
        ApiClient.write(
                channel,
                "POST /v1/run HTTP/1.1\r\nHost: immure\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
        return channel;
    }

    private static List<JsonObject> runs() throws IOException, JsonException {
        return service.api().get("/v1/runs").json().objects("runs");
    }

    private static JsonObject await(Predicate<JsonObject> wanted) throws IOException, JsonException {
        for (; ; ) {
            for (JsonObject run : runs()) {
                if (wanted.test(run)) {
                    return run;
                }
            }
            Thread.onSpinWait();
        }
    }

    private static Predicate<JsonObject> is(String state) {
        return run -> field(run, "state").equals(state);
    }

    private static String field(JsonObject run, String name) {
        try {
            return run.requireString(name);
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonObject awaitEnd(JsonObject known) throws IOException, JsonException {
        return await(run ->
                field(run, "id").equals(field(known, "id")) && is("ended").test(run));
    }

    @Test
    void aRunEndsWithTheCallerWhoWaitsForIt() throws IOException, JsonException {
        SocketChannel caller = ask("sleep 60000");
        JsonObject run = await(is("running"));
        caller.close();
        awaitEnd(run);
    }

    @Test
    void aRunThatWaitsForItsTurnEndsWithItsCallerAndNeverStarts() throws IOException, JsonException {
        try (SocketChannel first = ask("sleep 60000")) {
            JsonObject before = await(is("running"));
            SocketChannel caller = ask("sleep 60000");
            JsonObject run = await(is("queued"));
            caller.close();
            assertThat(awaitEnd(run).requireObject("error").requireString("code"))
                    .isEqualTo("IMM-SERVE-ENDED");
            assertThat(is("running").test(await(each -> field(each, "id").equals(field(before, "id")))))
                    .isTrue();
            assertThat(first.isOpen()).isTrue();
            service.api().delete("/v1/runs/" + field(before, "id"));
        }
    }

    @Test
    void aRunThatIsDetachedGoesOnWithoutItsCaller() throws IOException, JsonException {
        ask("sleep 1500", "\"detach\":true").close();
        JsonObject run = await(is("running"));
        assertThat(awaitEnd(run).requireString("verdict")).isEqualTo("OK");
    }

    /** What comes too early cannot be put back; it is lost, and he is told by the end of the connection. */
    @Test
    void whoSendsMoreBeforeHisAnswerHasItAndThenTheEndOfTheConnection() throws IOException, JsonException {
        try (SocketChannel caller = ask("sleep 1500")) {
            await(is("running"));
            ApiClient.write(caller, "GET /v1/health HTTP/1.1\r\nHost: immure\r\n\r\n");
            ApiClient.Reply reply = ApiClient.read(caller);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.headers()).contains("Connection: close");
            assertThat(reply.json()
                            .requireObject("receipt")
                            .requireObject("result")
                            .requireString("verdict"))
                    .isEqualTo("OK");
        }
    }
}
