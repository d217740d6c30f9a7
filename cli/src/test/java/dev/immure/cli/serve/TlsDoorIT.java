package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for other machines, on the loopback interface, with curl. */
class TlsDoorIT {
    private static final String CLIENT = "extendedKeyUsage=clientAuth";
    private static final String SERVER = "subjectAltName=IP:127.0.0.1,DNS:immure.example";
    private static final String CALLER = "certificate O=Test,CN=one; issued by CN=Clients";

    @TempDir
    private static Path folder;

    private static TlsCertificates certificates;
    private static ServiceProcess service;
    private static String address;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Range range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"));
        certificates = new TlsCertificates(folder);
        certificates.authority("clients", "/CN=Clients");
        certificates.authority("others", "/CN=Clients");
        certificates.authority("renewed", "/CN=Renewed");
        certificates.issue("clients", "server", "/CN=server", 30, SERVER);
        certificates.issue("clients", "one", "/CN=one/O=Test", 30, CLIENT);
        certificates.issue("clients", "two", "/CN=two/O=Test", 30, CLIENT);
        certificates.issue("clients", "expired", "/CN=one/O=Test", -1, CLIENT);
        certificates.issue("clients", "no-client", "/CN=one/O=Test", 30, "extendedKeyUsage=serverAuth");
        certificates.issue("others", "stranger", "/CN=one/O=Test", 30, CLIENT);
        Files.writeString(folder.resolve("trust.yaml"), """
                schema: 1
                keys:
                  test: {file: key.pub.pem}
                rules:
                  - {scope: probe, require: [test]}
                """);
        Path config = configure("clients");
        Files.setPosixFilePermissions(folder.resolve("trust.yaml"), PosixFilePermissions.fromString("rw-r--r--"));
        service = ServiceProcess.start(
                folder.resolve("run"), List.of("--root", range.root().toString(), "--config", config.toString()));
        String ready = service.last();
        address = ready.substring(ready.indexOf("https://"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Path configure(String clients) throws IOException {
        Path config = Files.writeString(folder.resolve("serve.yaml"), """
                schema: 1
                trust: trust.yaml
                serve:
                  tls: {listen: "127.0.0.1:0", certificate: server.pem, key: server.key, clients: %s.pem}
                """.formatted(clients));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        return config;
    }

    /** What curl said, and how it ended. */
    private record Answer(int exit, ApiClient.Reply reply) {}

    private static Answer curl(String url, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--cacert",
                certificates.certificate("clients").toString()));
        command.addAll(List.of("-w", "\n%{http_code}"));
        command.addAll(Arrays.asList(options));
        command.add(url);
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = curl.waitFor();
        int end = said.lastIndexOf('\n');
        int status = exit == 0 ? Integer.parseInt(said.substring(end + 1)) : 0;
        return new Answer(exit, new ApiClient.Reply(status, List.of(), exit == 0 ? said.substring(0, end) : said));
    }

    private static Answer as(String name, String path, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "--cert",
                certificates.certificate(name).toString(),
                "--key",
                certificates.key(name).toString()));
        all.addAll(Arrays.asList(options));
        return curl(address + path, all.toArray(String[]::new));
    }

    private static Answer post(String name, String path, String body) throws IOException, InterruptedException {
        return as(name, path, "-H", "Content-Type: application/json", "--data-binary", body);
    }

    private static String run(String members) {
        return "{\"image\":\"probe:v1\",\"command\":[\"/bin/probe\",\"id\"]" + members + "}";
    }

    private static void assertRefused(Answer answer, String alert) {
        assertThat(answer.exit()).as(answer.reply().body()).isNotZero();
        assertThat(answer.reply().body()).containsPattern(alert);
    }

    @Test
    void whoHasACertificateOfTheAuthorityIsAnswered() throws IOException, InterruptedException, JsonException {
        Answer health = as("one", "/v1/health");
        assertThat(health.reply().status()).as(health.reply().body()).isEqualTo(200);
        assertThat(health.reply().json().requireString("status")).isEqualTo("ok");
    }

    @Test
    void withoutACertificateThereIsNoAnswer() throws IOException, InterruptedException {
        assertRefused(curl(address + "/v1/health"), "alert.*certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stranger", "expired", "no-client"})
    void aCertificateThatTheAuthorityDoesNotVouchForIsRefused(String name) throws IOException, InterruptedException {
        assertRefused(as(name, "/v1/health"), "alert");
    }

    @Test
    void anOlderProtocolIsRefused() throws IOException, InterruptedException {
        assertRefused(as("one", "/v1/health", "--tls-max", "1.2"), "alert protocol version");
    }

    @Test
    void withoutTlsThereIsNoAnswer() throws IOException, InterruptedException {
        Answer plain = curl(address.replace("https:", "http:") + "/v1/health");
        assertThat(plain.exit()).as(plain.reply().body()).isNotZero();
    }

    @Test
    void aCallerByCertificateRunsAStoredImageAndIsKnownByIt() throws IOException, InterruptedException, JsonException {
        Answer answer = post("one", "/v1/run", run(""));

        assertThat(answer.reply().status()).as(answer.reply().body()).isEqualTo(200);
        String id = answer.reply().json().requireString("id");
        JsonObject known = as("one", "/v1/runs/" + id).reply().json();
        assertThat(known.requireString("caller")).isEqualTo(CALLER);
    }

    @Test
    void anothersRunIsNotThereForHim() throws IOException, InterruptedException, JsonException {
        String id = post("one", "/v1/run", run("")).reply().json().requireString("id");

        Answer other = as("two", "/v1/runs/" + id);
        assertThat(other.reply().status()).isEqualTo(404);
        assertThat(other.reply().code()).isEqualTo("IMM-SERVE-NO-RUN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"volume\":[\"/etc:/mnt\"]",
                "\"copy-in\":[\"/etc/shadow:/tmp/x\"]",
                "\"trust\":\"/tmp/trust.yaml\"",
                "\"policy\":\"/tmp\""
            })
    void noFileOfTheHostIsOpenedForHim(String member) throws IOException, InterruptedException, JsonException {
        Answer answer = post("one", "/v1/run", run("," + member));
        assertThat(answer.reply().status()).as(answer.reply().body()).isEqualTo(403);
        assertThat(answer.reply().code()).isEqualTo("IMM-SERVE-DEPUTY");
    }

    @ParameterizedTest
    @CsvSource({
        "Host: evil.example, 400, IMM-SERVE-REQUEST",
        "Origin: https://evil.example, 403, IMM-SERVE-BROWSER",
        "Sec-Fetch-Site: none, 403, IMM-SERVE-BROWSER"
    })
    void whatAWebPageCanMakeABrowserSendIsRefused(String header, int status, String code)
            throws IOException, InterruptedException, JsonException {
        Answer answer = as("one", "/v1/health", "-H", header);
        assertThat(answer.reply().status()).as(answer.reply().body()).isEqualTo(status);
        assertThat(answer.reply().code()).isEqualTo(code);
        assertThat(as("one", "/v1/health", "-H", "Host: immure.example").reply().status())
                .isEqualTo(200);
    }

    @Test
    void theFiguresOfOthersAreNotShownToHim() throws IOException, InterruptedException, JsonException {
        assertThat(as("one", "/metrics").reply().code()).isEqualTo("IMM-SERVE-DEPUTY");
    }

    @Test
    void anotherAuthorityHoldsFromTheSignalOn() throws IOException, InterruptedException {
        try {
            configure("others");
            service.signal("HUP");
            service.await("immure: the configuration was read anew");
            assertThat(as("stranger", "/v1/health").reply().status()).isEqualTo(200);
            assertRefused(as("one", "/v1/health"), "alert");
        } finally {
            configure("clients");
            service.signal("HUP");
            service.await("immure: the configuration was read anew");
        }
        assertThat(as("one", "/v1/health").reply().status()).isEqualTo(200);
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedAndTheOldOneStays() throws IOException, InterruptedException {
        Path key = certificates.key("server");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        try {
            service.signal("HUP");
            service.await("immure: the configuration stays as it was");
            assertThat(as("one", "/v1/health").reply().status()).isEqualTo(200);
        } finally {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void aCertificateThatWasRenewedIsShownFromTheSignalOn() throws IOException, InterruptedException {
        Path before = Files.copy(certificates.certificate("server"), folder.resolve("before.pem"));
        Path beforeKey = Files.copy(certificates.key("server"), folder.resolve("before.key"));
        certificates.issue("renewed", "server", "/CN=server", 30, SERVER);
        try {
            service.signal("HUP");
            service.await("immure: the configuration was read anew");
            assertThat(as("one", "/v1/health").exit()).isEqualTo(60);
            String next = certificates.certificate("renewed").toString();
            assertThat(as("one", "/v1/health", "--cacert", next).reply().status())
                    .isEqualTo(200);
        } finally {
            Files.move(before, certificates.certificate("server"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(beforeKey, certificates.key("server"), StandardCopyOption.REPLACE_EXISTING);
            service.signal("HUP");
            service.await("immure: the configuration was read anew");
        }
    }

    @Test
    void aConnectionOnWhichNobodyProvesWhoHeIsIsClosed() throws IOException {
        URI uri = URI.create(address);
        try (Socket silent = new Socket(InetAddress.ofLiteral(uri.getHost()), uri.getPort())) {
            silent.setSoTimeout(60_000);
            assertThat(silent.getInputStream().readAllBytes()).isEmpty();
        }
    }
}
