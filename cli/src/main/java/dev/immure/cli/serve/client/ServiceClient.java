package dev.immure.cli.serve.client;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.Escape;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the service of this host, one request to a connection. The client of the JDK knows no Unix sockets, and of
 * HTTP/1.1 nothing is needed here but a status, a length and a body.
 */
public final class ServiceClient {
    private static final int MAX_HEAD = 16 << 10;
    private static final int MAX_BODY = 192 << 20;
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BODY, 32, 4_000_000);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) .*");
    private static final Pattern LENGTH =
            Pattern.compile("^content-length: *([0-9]{1,9})\\r?$", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private final Path socket;

    public ServiceClient(Path socket) {
        this.socket = socket;
    }

    /**
     * The document that it answers with.
     *
     * @param path as in docs/service.md, made of what needs no encoding
     * @throws ImmureException with the service's own fault, {@link ServeFault#NO_SERVICE} or {@link ServeFault#ANSWER}
     */
    public JsonObject ask(String method, String path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            connect(channel);
            String request = method + " " + path + " HTTP/1.1\r\nHost: immure\r\nConnection: close\r\n\r\n";
            ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return answer(new BufferedInputStream(Channels.newInputStream(channel)));
        } catch (IOException e) {
            throw strange(String.valueOf(e.getMessage()));
        }
    }

    /** The same; empty when no service is there. */
    public Optional<JsonObject> askIfThere(String method, String path) {
        try {
            return Optional.of(ask(method, path));
        } catch (ImmureException e) {
            if (e.fault().code() == ServeFault.NO_SERVICE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void connect(SocketChannel channel) {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new ImmureException(
                    ServeFault.NO_SERVICE
                            .at("cannot ask", socket.toString(), String.valueOf(e.getMessage()), "Start `immure serve`")
                            .fault(),
                    e);
        }
    }

    private JsonObject answer(InputStream in) throws IOException {
        String head = head(in);
        Matcher status = STATUS.matcher(head.lines().findFirst().orElse(""));
        Matcher length = LENGTH.matcher(head);
        if (!status.matches() || !length.find() || Integer.parseInt(length.group(1)) > MAX_BODY) {
            throw strange("it does not speak HTTP/1.1 as the service does");
        }
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        try {
            JsonObject document = StrictJson.parseObject(body, LIMITS);
            if (document.has("error") && status.group(1).charAt(0) != '2') {
                throw ServedFault.of(document.requireObject("error"));
            }
            return document;
        } catch (JsonException e) {
            throw strange(e.why());
        }
    }

    private String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
            if (head.size() > MAX_HEAD) {
                break;
            }
        }
        throw strange("its answer has no end of the head");
    }

    private ImmureException strange(String why) {
        return ServeFault.ANSWER.at(
                "cannot understand", socket.toString(), Escape.control(why), "See the log of the service");
    }
}
