package dev.immure.cli.serve;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** HTTP/1.1 over a Unix socket as bytes, so that a test can send what no library would. */
final class ApiClient {
    private final Path socket;

    ApiClient(Path socket) {
        this.socket = socket;
    }

    /** A status, its headers as they came, and the body. */
    record Reply(int status, List<String> headers, String body) {
        JsonObject json() {
            try {
                return StrictJson.parseObject(
                        body.getBytes(StandardCharsets.UTF_8), new JsonLimits(1 << 24, 100, 1 << 20));
            } catch (JsonException e) {
                throw new AssertionError(status + " " + body, e);
            }
        }

        String code() throws JsonException {
            return json().requireObject("error").requireString("code");
        }
    }

    Reply get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: immure\r\nConnection: close\r\n\r\n");
    }

    Reply delete(String path) throws IOException {
        return send("DELETE " + path + " HTTP/1.1\r\nHost: immure\r\nConnection: close\r\n\r\n");
    }

    Reply post(String path, String json) throws IOException {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return send("POST " + path + " HTTP/1.1\r\nHost: immure\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n" + json);
    }

    /** Exactly these bytes, and what comes until the other end closes. */
    Reply send(String request) throws IOException {
        try (SocketChannel channel = connect()) {
            write(channel, request);
            return read(channel);
        }
    }

    SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static Reply read(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        String text = all.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer: " + text);
        }
        List<String> head = List.of(text.substring(0, end).split("\r\n", -1));
        boolean chunked = head.stream().anyMatch(line -> line.equalsIgnoreCase("Transfer-Encoding: chunked"));
        if (chunked) {
            throw new IOException("an answer of unknown length: " + text);
        }
        return new Reply(Integer.parseInt(head.getFirst().split(" ", -1)[1]), head, text.substring(end + 4));
    }
}
