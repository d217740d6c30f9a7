package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service whose sockets somebody else has made, as systemd does (sd_listen_fds(3)). */
class ActivationIT {
    /** Makes sockets as told (name:type:path), and becomes the program after {@code --}. */
    private static final String MANAGER = """
            import os, socket, sys
            split = sys.argv.index("--")
            names = []
            for number, word in enumerate(sys.argv[2:split]):
                name, kind, path = word.split(":")
                one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET if kind == "packets" else socket.SOCK_STREAM)
                one.bind(path)
                if kind != "deaf":
                    one.listen(16)
                os.dup2(one.detach(), 3 + number + 10)
                names.append(name)
            for number in range(len(names)):
                os.dup2(13 + number, 3 + number)
                os.close(13 + number)
            os.environ["LISTEN_PID"] = str(os.getpid()) if sys.argv[1] == "me" else "1"
            os.environ["LISTEN_FDS"] = str(len(names))
            os.environ["LISTEN_FDNAMES"] = ":".join(names)
            os.execv(sys.argv[split + 1], sys.argv[split + 1:])
            """;

    /** Noise to the native door: whoever is there hangs up. */
    private static final String NOISE = """
            import socket, sys
            one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            one.settimeout(60)
            one.connect(sys.argv[1])
            one.send(b"noise")
            try:
                print(len(one.recv(100)))
            except ConnectionResetError:
                print(0)
            """;

    @TempDir
    private Path folder;

    private Path sockets;
    private Path manager;

    @BeforeEach
    void make() throws IOException {
        sockets = Files.createDirectory(folder.resolve("run")).toRealPath();
        manager = Files.writeString(folder.resolve("manager.py"), MANAGER);
    }

    private ServiceProcess start(String whom, String... passed) throws IOException, InterruptedException {
        List<String> before = new ArrayList<>(List.of("python3", manager.toString(), whom));
        for (String one : passed) {
            before.add(one.replace("@", sockets + "/"));
        }
        before.add("--");
        return ServiceProcess.start(
                before, sockets, List.of("--root", folder.resolve("state").toString()));
    }

    private String noise() throws IOException, InterruptedException {
        Process python = new ProcessBuilder(
                        "python3", "-c", NOISE, sockets.resolve("client.sock").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(said).isZero();
        return said.strip();
    }

    @ParameterizedTest
    @CsvSource({
        "api:stream:@api.sock, client:packets:@client.sock",
        "client:packets:@client.sock, api:stream:@api.sock",
        "immure.socket:stream:@api.sock, immure.socket:packets:@client.sock"
    })
    void socketsThatArePassedAreListenedOnAndLeftToWhoMadeThem(String one, String other)
            throws IOException, InterruptedException {
        try (ServiceProcess service = start("me", one, other)) {
            assertThat(service.api().get("/v1/health").status()).isEqualTo(200);
            assertThat(noise()).isEqualTo("0");
            service.signal("TERM");
            assertThat(service.awaitEnd()).isZero();
        }
        assertThat(sockets.resolve("api.sock")).exists();
        assertThat(sockets.resolve("client.sock")).exists();
    }

    @Test
    void aDoorWhoseSocketIsNotPassedMakesItsOwn() throws IOException, InterruptedException {
        try (ServiceProcess service = start("me", "client:packets:@client.sock")) {
            assertThat(service.api().get("/v1/health").status()).isEqualTo(200);
            assertThat(noise()).isEqualTo("0");
            service.signal("TERM");
            assertThat(service.awaitEnd()).isZero();
        }
        assertThat(sockets.resolve("api.sock")).doesNotExist();
        assertThat(sockets.resolve("client.sock")).exists();
    }

    @Test
    void whatIsPassedToAnotherProcessIsNotTaken() throws IOException, InterruptedException {
        try (ServiceProcess service = start("another", "api:stream:@other.sock")) {
            assertThat(service.api().get("/v1/health").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api:packets:@api.sock",
        "client:stream:@client.sock",
        "api:deaf:@api.sock",
        "api:stream:@other.sock",
        "client:packets:@other.sock",
        "web:stream:@api.sock"
    })
    void anotherSocketThanADoorsIsRefused(String passed) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> start("me", passed).close())
                .withMessageContaining("IMM-UNIX-PASSED");
    }
}
