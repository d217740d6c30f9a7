package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.cli.pipeline.HostRlimits;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile or a clumsy caller can try with the service. The operator has opened its folder to everybody. */
class ServiceAttackIT {
    private static final String STRANGER = "54321";

    @TempDir
    private static Path folder;

    private static Range range;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"));
        Path trust = Files.writeString(folder.resolve("trust.yaml"), """
                schema: 1
                keys:
                  test: {file: key.pub.pem}
                rules:
                  - {scope: probe, require: [test]}
                """);
        Path config = Files.writeString(folder.resolve("serve.yaml"), """
                schema: 1
                trust: trust.yaml
                serve: {parallel: 2, queue: 2, caller-running: 1, caller-queued: 1, keep-output: 1k}
                """);
        for (Path file : List.of(trust, config)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Path sockets = Files.createDirectory(folder.resolve("run"));
        Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        service = ServiceProcess.start(
                sockets, List.of("--root", range.root().toString(), "--config", config.toString()));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** By another user, with curl as most do it. */
    private static ApiClient.Reply asStranger(String method, String path, String body)
            throws IOException, InterruptedException {
        Process curl = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + STRANGER,
                        "--regid=" + STRANGER,
                        "--clear-groups",
                        "curl",
                        "-sS",
                        "-X",
                        method,
                        "--unix-socket",
                        folder.resolve("run/api.sock").toString(),
                        "-H",
                        "Content-Type: application/json",
                        "-w",
                        "\n%{http_code}",
                        "--data-binary",
                        body,
                        "http://immure" + path)
                .redirectErrorStream(true)
                .start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor()).as(said).isZero();
        int end = said.lastIndexOf('\n');
        return new ApiClient.Reply(Integer.parseInt(said.substring(end + 1)), List.of(), said.substring(0, end));
    }

    private static String run(String members) {
        return "{\"image\":\"probe:v1\",\"command\":[\"/bin/probe\",\"id\"]" + members + "}";
    }

    @Test
    void anotherUserRunsAStoredImageAndIsToldByHisIds() throws IOException, InterruptedException, JsonException {
        ApiClient.Reply reply = asStranger("POST", "/v1/run", run(""));

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        String id = reply.json().requireString("id");
        JsonObject known = asStranger("GET", "/v1/runs/" + id, "").json();
        assertThat(known.requireString("caller")).isEqualTo("uid " + STRANGER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"volume\":[\"/etc:/mnt\"]",
                "\"copy-in\":[\"/etc/shadow:/tmp/x\"]",
                "\"copy-out\":[\"/bin/probe:/tmp/immure-stranger\"]",
                "\"policy\":\"/tmp\"",
                "\"policy\":\"baseline\"",
                "\"trust\":\"/tmp/trust.yaml\"",
                "\"key\":\"/tmp/key.pem\"",
                "\"profile\":\"/tmp/profile.json\"",
                "\"security-opt\":[\"seccomp=/etc/shadow\"]"
            })
    void aFileOfTheHostThatAnotherUserNamesIsNotOpenedForHim(String member)
            throws IOException, InterruptedException, JsonException {
        ApiClient.Reply reply = asStranger("POST", "/v1/run", run("," + member));

        assertThat(reply.status()).as(reply.body()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("IMM-SERVE-DEPUTY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"oci:/tmp/x", "oci-archive:/tmp/x", "docker-archive:/tmp/x", "dir:/tmp/x", "docker://r.example/x"
            })
    void anImageThatIsNotInTheStoreIsNotFetchedForAnotherUser(String image)
            throws IOException, InterruptedException, JsonException {
        for (String call : List.of("/v1/run", "/v1/verify", "/v1/policy/check")) {
            ApiClient.Reply reply = asStranger("POST", call, "{\"image\":\"" + image + "\"}");
            assertThat(reply.status()).as(reply.body()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("IMM-SERVE-DEPUTY");
        }
    }

    @Test
    void anotherUserNeitherSeesNorEndsARunThatIsNotHis() throws IOException, InterruptedException, JsonException {
        ApiClient.Reply started = service.api().post("/v1/run", Requests.run(range, "sleep 60000", "\"detach\":true"));
        String id = started.json().requireString("id");
        for (String call : List.of("/v1/runs/" + id, "/v1/runs/" + id + "/logs", "/v1/runs/" + id + "/receipt")) {
            assertThat(asStranger("GET", call, "").code()).isEqualTo("IMM-SERVE-NO-RUN");
        }
        assertThat(asStranger("DELETE", "/v1/runs/" + id, "").code()).isEqualTo("IMM-SERVE-NO-RUN");
        assertThat(asStranger("GET", "/v1/runs", "").body()).doesNotContain(id);
        assertThat(asStranger("GET", "/metrics", "").status()).isEqualTo(403);
        assertThat(service.api().get("/v1/runs/" + id).json().requireString("state"))
                .isNotEqualTo("ended");
        assertThat(service.api().delete("/v1/runs/" + id).json().requireString("state"))
                .isEqualTo("ended");
    }

    @Test
    void whoeverHasHisShareIsToldToWaitAndOthersAreNot() throws IOException, InterruptedException, JsonException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ApiClient.Reply reply = asStranger(
                    "POST",
                    "/v1/run",
                    "{\"image\":\"probe:v1\",\"detach\":true," + "\"command\":[\"/bin/probe\",\"sleep\",\"60000\"]}");
            assertThat(reply.status()).as(reply.body()).isEqualTo(202);
            taken.add(reply.json().requireString("id"));
        }
        ApiClient.Reply third = asStranger("POST", "/v1/run", run(""));
        assertThat(third.status()).isEqualTo(429);
        assertThat(third.code()).isEqualTo("IMM-SERVE-CALLER-BUSY");

        ApiClient.Reply other = service.api().post("/v1/run", Requests.run(range, "exit 0"));
        assertThat(other.status()).as(other.body()).isEqualTo(200);
        for (String id : taken) {
            assertThat(asStranger("DELETE", "/v1/runs/" + id, "").status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws IOException, JsonException {
        ApiClient.Reply reply = service.api()
                .send("POST /v1/run HTTP/1.1\r\nHost: immure\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000000000\r\n\r\n{");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.code()).isEqualTo("IMM-SERVE-TOO-LARGE");
    }

    @Test
    void aBodyWithoutALengthIsReadToTheLimitAndNotBeyond() throws IOException, JsonException {
        try (SocketChannel channel = service.api().connect()) {
            ApiClient.write(
                    channel,
                    String.join(
                            "\r\n",
                            "POST /v1/run HTTP/1.1",
                            "Host: immure",
                            "Content-Type: application/json",
                            "Transfer-Encoding: chunked",
                            "",
                            ""));
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 65; i++) {
                ApiClient.write(channel, chunk);
            }
            ApiClient.Reply reply = ApiClient.read(channel);
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.code()).isEqualTo("IMM-SERVE-TOO-LARGE");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: https://evil.example | 403 | IMM-SERVE-BROWSER",
                "Sec-Fetch-Site: cross-site | 403 | IMM-SERVE-BROWSER",
                "X-Nothing: here | 400 | IMM-SERVE-REQUEST"
            })
    void whatAWebPageCanSendIsRefused(String header, int status, String code) throws IOException, JsonException {
        ApiClient.Reply reply = service.api()
                .send("POST /v1/run HTTP/1.1\r\nHost: immure\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                        + header + "\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/../v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /v1/%2e%2e/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "TRACE /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /v1/health HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /v1/runs/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "NONSENSE\r\n\r\n"
            })
    void whatIsNoCallIsRefused(String request) throws IOException {
        assertThat(service.api().send(request).status()).isBetween(400, 499);
        assertThat(service.api().get("/v1/health").status()).isEqualTo(200);
    }

    /** As many as descriptors allow on both sides, where that is less. */
    @Test
    void tenThousandIdleConnectionsKeepNobodyOutAndLeaveNothing() throws IOException {
        long limit = HostRlimits.descriptors();
        int most = (int) Math.min(10_000, Math.max(limit - 5000, limit / 2 - 100));
        long before = descriptors();
        List<SocketChannel> idle = new ArrayList<>();
        try {
            for (int i = 0; i < most; i++) {
                idle.add(service.api().connect());
            }
            assertThat(service.api().get("/v1/health").status()).isEqualTo(200);
            ApiClient.Reply run = service.api().post("/v1/run", Requests.run(range, "exit 0"));
            assertThat(run.status()).as(run.body()).isEqualTo(200);
            assertThat(descriptors()).isGreaterThan(most);
        } finally {
            for (SocketChannel channel : idle) {
                channel.close();
            }
        }
        long until = System.nanoTime() + 30_000_000_000L;
        while (descriptors() > before + 100) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + service.pid() + "/fd"))) {
            return open.count();
        }
    }

    @Test
    void aRequestThatTricklesIsLeft() throws IOException {
        try (SocketChannel channel = service.api().connect()) {
            long until = System.nanoTime() + 60_000_000_000L;
            boolean left = false;
            ApiClient.write(channel, "GET /v1/health HTTP/1.1\r\nHost: immure\r\nX: ");
            channel.configureBlocking(false);
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            while (!left && System.nanoTime() - until < 0) {
                LockSupport.parkNanos(200_000_000L);
                try {
                    ApiClient.write(channel, "x");
                    left = channel.read(buffer) < 0;
                } catch (IOException e) {
                    left = true;
                }
            }
            assertThat(left).isTrue();
        }
    }

    @Test
    void outputBeyondWhatIsKeptIsCountedAndNotKept() throws IOException, JsonException {
        ApiClient.Reply reply = service.api().post("/v1/run", Requests.run(range, "write 100000"));

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonObject out = reply.json().requireObject("stdout");
        assertThat(out.requireLong("bytes")).isEqualTo(100_000);
        assertThat(out.bool("truncated")).contains(true);
        assertThat(out.requireString("text")).hasSize(1024);
    }

    /** JSON has texts that no file is called by. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"policy\":\"/a\\u0000\"",
                "\"profile\":\"/a\\u0000\"",
                "\"volume\":[\"/a\\u0000:/b\"]",
                "\"security-opt\":[\"seccomp=/a\\u0000\"]"
            })
    void aPathThatIsNoneIsTheRequestsFault(String member) throws IOException, JsonException {
        ApiClient.Reply reply = service.api().post("/v1/run", run("," + member));

        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("IMM-SERVE-REQUEST");
        assertThat(reply.body()).contains("Nul character");
    }
}
