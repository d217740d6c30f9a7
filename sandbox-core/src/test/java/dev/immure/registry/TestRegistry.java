package dev.immure.registry;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry on loopback that is honest until a test tells it how to lie: a script may answer a request in its place.
 */
public final class TestRegistry implements AutoCloseable {
    /** Answers a request, or leaves it to the registry. */
    @FunctionalInterface
    public interface Script {
        boolean answer(Talk talk) throws IOException;
    }

    /** One request, and the means to answer it. */
    public static final class Talk {
        private final HttpExchange exchange;
        private final int number;

        private Talk(HttpExchange exchange, int number) {
            this.exchange = exchange;
            this.number = number;
        }

        public String path() {
            return exchange.getRequestURI().getPath();
        }

        public Optional<String> query() {
            return Optional.ofNullable(exchange.getRequestURI().getQuery());
        }

        /** From 1, in the order of coming in. */
        public int number() {
            return number;
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
        }

        public void set(String name, String value) {
            exchange.getResponseHeaders().set(name, value);
        }

        /** Announces so many bytes, or with 0 as many as come. */
        public OutputStream open(int status, long length) throws IOException {
            exchange.sendResponseHeaders(status, length);
            return exchange.getResponseBody();
        }

        public boolean send(int status, byte[] body) throws IOException {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            return true;
        }

        public boolean send(int status) throws IOException {
            return send(status, new byte[0]);
        }

        /** Announces more than it sends, and breaks the connection. */
        public boolean cut(int status, byte[] body, int sent) throws IOException {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body, 0, sent);
            exchange.getResponseBody().flush();
            exchange.close();
            return true;
        }
    }

    /** A request as it came in. */
    public record Seen(String path, Optional<String> query, Optional<String> authorization, Optional<String> range) {}

    private record Document(String mediaType, String content) {
        byte[] bytes() {
            return content.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Document> manifests = new ConcurrentHashMap<>();
    private final Map<String, String> blobs = new ConcurrentHashMap<>();
    private final Map<String, String> referrers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Script script = talk -> false;

    private TestRegistry(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static TestRegistry start() {
        try {
            return new TestRegistry(HttpServer.create(loopback(), 50));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TestRegistry startTls(SSLContext context) {
        try {
            HttpsServer https = HttpsServer.create(loopback(), 50);
            https.setHttpsConfigurator(new HttpsConfigurator(context));
            return new TestRegistry(https);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** {@code 127.0.0.1:PORT}. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public List<String> paths() {
        return seen.stream().map(Seen::path).toList();
    }

    public void script(Script given) {
        script = given;
    }

    /**
     * Puts an image there, whatever may be wrong with it.
     *
     * @param files by path in a layout
     */
    public void add(Map<String, byte[]> files, byte[] manifest, String tag) {
        blobs(files);
        manifest(MediaTypes.OCI_MANIFEST, manifest, tag);
    }

    /** @param files by path in a layout */
    public void blobs(Map<String, byte[]> files) {
        files.forEach((path, content) -> blob(Digest.parse("sha256:" + path.substring(path.length() - 64)), content));
    }

    public void manifest(String mediaType, byte[] content, String... tags) {
        Document document = new Document(mediaType, new String(content, StandardCharsets.ISO_8859_1));
        manifests.put(Digest.of(content).toString(), document);
        for (String tag : tags) {
            manifests.put(tag, document);
        }
    }

    /** Has another document answer to a tag or digest. */
    public void lie(String reference, String mediaType, byte[] content) {
        manifests.put(reference, new Document(mediaType, new String(content, StandardCharsets.ISO_8859_1)));
    }

    public void blob(Digest digest, byte[] content) {
        blobs.put(digest.toString(), new String(content, StandardCharsets.ISO_8859_1));
    }

    public Descriptor blob(String mediaType, byte[] content) {
        blob(Digest.of(content), content);
        return Descriptor.of(mediaType, Digest.of(content), content.length);
    }

    /** Makes the registry know the question, and this answer to it. */
    public void referrers(Digest subject, byte[] index) {
        referrers.put(subject.toString(), new String(index, StandardCharsets.ISO_8859_1));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Headers in = exchange.getRequestHeaders();
        seen.add(new Seen(
                path,
                Optional.ofNullable(exchange.getRequestURI().getQuery()),
                Optional.ofNullable(in.getFirst("Authorization")),
                Optional.ofNullable(in.getFirst("Range"))));
        Talk talk = new Talk(exchange, seen.size());
        try {
            if (!script.answer(talk)) {
                honest(talk);
            }
        } catch (IOException e) {
            // The client has gone: what it thinks of that is what the test asserts.
            exchange.close();
        }
    }

    private void honest(Talk talk) throws IOException {
        String name = talk.path().substring(talk.path().lastIndexOf('/') + 1);
        if (talk.path().equals("/v2/")) {
            talk.send(200, text("{}"));
        } else if (talk.path().contains("/manifests/")) {
            document(talk, manifests.get(name));
        } else if (talk.path().contains("/blobs/")) {
            content(talk, blobs.get(name));
        } else if (talk.path().contains("/referrers/") && referrers.containsKey(name)) {
            talk.set("Content-Type", MediaTypes.OCI_INDEX);
            content(talk, referrers.get(name));
        } else {
            talk.send(404);
        }
    }

    private static void document(Talk talk, @Nullable Document document) throws IOException {
        if (document == null) {
            talk.send(404);
            return;
        }
        talk.set("Content-Type", document.mediaType());
        talk.set("Docker-Content-Digest", Digest.of(document.bytes()).toString());
        talk.send(200, document.bytes());
    }

    private static void content(Talk talk, @Nullable String content) throws IOException {
        if (content == null) {
            talk.send(404);
            return;
        }
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        Optional<String> range = talk.header("Range");
        if (range.isEmpty()) {
            talk.send(200, bytes);
            return;
        }
        int from = Integer.parseInt(range.get().replaceAll("bytes=|-", ""));
        talk.set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        talk.send(206, Arrays.copyOfRange(bytes, from, bytes.length));
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
