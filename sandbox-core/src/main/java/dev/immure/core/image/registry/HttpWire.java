package dev.immure.core.image.registry;

import dev.immure.core.ImmureException;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Single requests over HTTP/1.1: no redirect is followed, no cookie kept, no proxy asked, no credential added but what the
 * caller says. One JDK client for each set of authorities.
 */
final class HttpWire implements AutoCloseable {
    private static final Duration GUARD = Duration.ofSeconds(5);

    private final RegistryAccess access;
    private final Map<List<X509Certificate>, HttpClient> clients = new HashMap<>();
    private int requests;

    HttpWire(RegistryAccess access) {
        this.access = access;
    }

    /**
     * Sends one GET.
     *
     * @param host whose rules hold
     * @throws IOException when the connection could not be made or broke: another try may help
     * @throws ImmureException when none would
     */
    Answer get(RegistryHost host, URI uri, Map<String, String> headers, Deadline deadline) throws IOException {
        Patience patience = access.patience();
        requests++;
        if (requests > patience.requests()) {
            throw RegistryFault.REQUESTS.at(
                    "cannot fetch",
                    uri.getAuthority() + uri.getPath(),
                    "more than " + patience.requests() + " requests were made for one image");
        }
        Duration wait = Duration.ofNanos(deadline.left(patience.answer()));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(wait).GET();
        request.setHeader("User-Agent", "immure");
        request.setHeader("Accept-Encoding", "identity");
        headers.forEach(request::setHeader);
        CompletableFuture<HttpResponse<TimedBody>> sent =
                client(host).sendAsync(request.build(), head -> new TimedBody(patience.idle(), deadline));
        HttpResponse<TimedBody> response =
                await(sent, wait.plus(patience.connect()).plus(GUARD), uri);
        return new Answer(uri, response.statusCode(), response.headers(), response.body());
    }

    private static HttpResponse<TimedBody> await(
            CompletableFuture<HttpResponse<TimedBody>> sent, Duration most, URI uri) throws IOException {
        try {
            return sent.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new IOException("no answer came", e);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw RegistryFault.TIME.at("cannot fetch", uri.getAuthority(), "interrupted", e);
        } catch (ExecutionException e) {
            throw failure(Optional.ofNullable(e.getCause()).orElse(e), uri);
        }
    }

    private static IOException failure(Throwable cause, URI uri) {
        return switch (cause) {
            // A certificate does not become valid by asking again.
            case SSLException e ->
                throw RegistryFault.TLS.at("cannot speak to", uri.getAuthority(), String.valueOf(e.getMessage()), e);
            case UnresolvedAddressException e -> new IOException("its name has no address", e);
            case IOException e -> e;
            // The JDK's parser gives up on some heads with these.
            case RuntimeException e -> new IOException("its answer is not HTTP", e);
            default -> throw new AssertionError(cause);
        };
    }

    private HttpClient client(RegistryHost host) {
        return clients.computeIfAbsent(access.rule(host).authorities(), authorities -> {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(access.patience().connect());
            if (!authorities.isEmpty()) {
                builder.sslContext(Authorities.context(authorities));
            }
            return builder.build();
        });
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
