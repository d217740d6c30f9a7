package dev.immure.core.image.registry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.image.Digest;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's docker-registry on loopback, with an empty storage of its own, and a pusher for it. */
public final class DebianRegistry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    private final Process process;
    private final String host;
    private final HttpClient client = HttpClient.newHttpClient();

    private DebianRegistry(Process process, String host) {
        this.process = process;
        this.host = host;
    }

    /** Starts it; the test is skipped where it is not installed. */
    public static DebianRegistry start(Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "run tools/install-test-packages");
        String host = "127.0.0.1:" + freePort();
        Path configuration = Files.writeString(
                Files.createDirectories(directory).resolve("config.yml"),
                "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + directory
                        + "/data}}\nhttp: {addr: '" + host + "'}\n");
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        DebianRegistry registry = new DebianRegistry(process, host);
        registry.awaitStart();
        return registry;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws InterruptedException {
        for (int i = 0; i < 200 && process.isAlive(); i++) {
            try {
                send(HttpRequest.newBuilder(URI.create("http://" + host + "/v2/")), 200);
                return;
            } catch (UncheckedIOException e) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        close();
        throw new AssertionError("docker-registry did not start");
    }

    public String host() {
        return host;
    }

    /** Pushes an image with all its blobs under a tag. */
    public void push(String repository, String tag, TestImages image) {
        image.files().values().forEach(blob -> pushBlob(repository, blob));
        pushManifest(repository, tag, MediaTypes.OCI_MANIFEST, image.manifestBytes());
    }

    public void pushBlob(String repository, byte[] blob) {
        URI start = URI.create("http://" + host + "/v2/" + repository + "/blobs/uploads/");
        HttpResponse<Void> upload = send(HttpRequest.newBuilder(start).POST(HttpRequest.BodyPublishers.noBody()), 202);
        String location = upload.headers().firstValue("Location").orElseThrow();
        URI end = start.resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + Digest.of(blob));
        send(
                HttpRequest.newBuilder(end)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(blob)),
                201);
    }

    public void pushManifest(String repository, String reference, String mediaType, byte[] manifest) {
        URI uri = URI.create("http://" + host + "/v2/" + repository + "/manifests/" + reference);
        send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", mediaType)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)),
                201);
    }

    private HttpResponse<Void> send(HttpRequest.Builder request, int expected) {
        try {
            HttpResponse<Void> response = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
            if (response.statusCode() != expected) {
                throw new AssertionError(response + " instead of " + expected);
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
    }
}
