package dev.immure.signing.internal.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.fault.TufFault;
import dev.immure.signing.testing.Faults;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRepositoryTest {
    /** What is answered, by path. */
    private static final Map<String, String> ANSWERS = Map.of(
            "/tuf/five", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345", // the length is not announced
            "/tuf/broken", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
            "/tuf/moved", "HTTP/1.1 302 Found\r\nLocation: /tuf/five\r\nContent-Length: 0\r\n\r\n");

    private static final String NONE = "HTTP/1.1 404 None\r\nContent-Length: 10\r\n\r\nnot found.";

    private ServerSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answerAll);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void answerAll() {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                BufferedReader head = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                String path = String.valueOf(head.readLine()).replaceAll("^GET | HTTP.*$", "");
                while (!String.valueOf(head.readLine()).isEmpty()) {
                    // headers, up to the empty line
                }
                byte[] answer = ANSWERS.getOrDefault(path, NONE).getBytes(StandardCharsets.US_ASCII);
                connection.getOutputStream().write(answer);
            } catch (IOException e) {
                // the test is over, or the client gave up as it should
            }
        }
    }

    private HttpRepository repository() {
        return new HttpRepository(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/tuf"));
    }

    @Test
    void aFileIsFetchedUpToTheLimitAndNoFurther() {
        try (HttpRepository repository = repository()) {
            assertThat(repository.fetch("five", 5).map(bytes -> bytes.length)).isEqualTo(Optional.of(5));
            assertThat(Faults.of(() -> repository.fetch("five", 4)).code()).isEqualTo(TufFault.LIMIT);
        }
    }

    @Test
    void notFoundIsNoFileAndAnyOtherAnswerAFault() {
        try (HttpRepository repository = repository()) {
            assertThat(repository.fetch("none", 5)).isEmpty();
            assertThat(Faults.of(() -> repository.fetch("broken", 5)).why()).contains("500");
            assertThat(Faults.of(() -> repository.fetch("moved", 5)).why()).contains("302");
        }
    }

    @Test
    void aServerThatIsNotThereIsAFault() throws IOException {
        try (HttpRepository repository = repository()) {
            server.close();
            assertThat(Faults.of(() -> repository.fetch("five", 5)).code()).isEqualTo(TufFault.FETCH);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://tuf.example/",
                "http://127.0.0.1.example/",
                "ftp://127.0.0.1/",
                "https:///x",
                "https://user@tuf.example/",
                "https://tuf.example/?x",
                "https://tuf.example/#x",
                "mailto:tuf@example.com"
            })
    void onlyHttpsAndThisMachineAreAsked(String uri) {
        assertThat(Faults.of(() -> new HttpRepository(URI.create(uri))).code()).isEqualTo(TufFault.SOURCE);
    }
}
