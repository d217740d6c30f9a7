package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as its callers see it, in a process of its own. */
class ServiceIT {
    @TempDir
    private static Path folder;

    private static Range range;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"));
        service = ServiceProcess.start(
                folder.resolve("run"), List.of("--root", range.root().toString()));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String run(String command, String... members) {
        return Requests.run(range, command, members);
    }

    @Test
    void itsHealthIsTold() throws IOException, JsonException {
        ApiClient.Reply reply = service.api().get("/v1/health");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().requireString("status")).isEqualTo("ok");
    }

    @Test
    void aRunIsAnsweredWithItsReceiptAndOutput() throws IOException, JsonException {
        ApiClient.Reply reply = service.api().post("/v1/run", run("cat", "\"stdin\":{\"text\":\"hello\"}"));

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonObject receipt = reply.json().requireObject("receipt");
        assertThat(receipt.requireObject("result").requireString("verdict")).isEqualTo("OK");
        assertThat(reply.json().requireObject("stdout").requireString("text")).isEqualTo("hello");
    }

    @Test
    void aRunWhoseSignersNobodyTrustsIsRefusedWithItsCode() throws IOException, JsonException {
        ApiClient.Reply reply = service.api().post("/v1/run", "{\"image\":\"probe:v1\"}");

        assertThat(reply.status()).as(reply.body()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("IMM-SIGN-NO-RULE");
    }

    @Test
    void aFieldThatNobodyKnowsIsRefused() throws IOException, JsonException {
        ApiClient.Reply reply = service.api().post("/v1/run", "{\"image\":\"probe:v1\",\"privileged\":true}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("IMM-SERVE-REQUEST");
    }

    @Test
    void whatHappenedIsCounted() throws IOException {
        assertThat(service.api().post("/v1/run", run("exit 3")).status()).isEqualTo(200);
        assertThat(service.api().post("/v1/run", "{\"image\":\"none:v1\"}").status())
                .isBetween(400, 499);
        String metrics = service.api().get("/metrics").body();

        assertThat(metrics)
                .contains(
                        "immure_runs_total{verdict=\"RE\"}",
                        "immure_run_stage_seconds_count{stage=\"prepare\"}",
                        "immure_run_stage_seconds_count{stage=\"sandbox\"}",
                        "immure_run_cpu_seconds_count",
                        "immure_queue_length 0.0",
                        "immure_pool_hits_total",
                        "immure_pool_misses_total{reason=\"new\"}",
                        "immure_pool_misses_total{reason=\"gone\"} 0.0",
                        "immure_pool_unusable_total 0.0",
                        "immure_pool_ready",
                        "immure_leftovers_total 0.0");
        assertThat(metrics).doesNotContain("probe:v1", "none:v1");
    }

    @Test
    void aDenialIsCountedByItsRule() throws IOException {
        ApiClient.Reply denied = service.api().post("/v1/run", run("exit 0", "\"network\":\"private\""));

        assertThat(denied.status()).as(denied.body()).isEqualTo(403);
        assertThat(service.api().get("/metrics").body())
                .contains("immure_policy_denials_total{rule=\"NET-002 network without an allow list\"}");
    }
}
