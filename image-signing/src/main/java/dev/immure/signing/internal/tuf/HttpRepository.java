package dev.immure.signing.internal.tuf;

import dev.immure.signing.fault.TufFault;
import dev.immure.signing.internal.tuf.BoundedBody.TooLarge;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A repository behind HTTPS, or HTTP on this machine. No redirect is followed, and an answer has a minute. */
public final class HttpRepository implements TufRepository {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final URI base;
    private final HttpClient client;

    /**
     * @param base of the metadata files; those of targets lie below {@code targets/}
     * @throws dev.immure.core.ImmureException with SOURCE
     */
    public HttpRepository(URI base) {
        String scheme = Optional.ofNullable(base.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        String host = Optional.ofNullable(base.getHost()).orElse("");
        boolean allowed =
                (scheme.equals("https") && !host.isEmpty()) || (scheme.equals("http") && THIS_MACHINE.contains(host));
        if (!allowed || base.getQuery() != null || base.getFragment() != null || base.getUserInfo() != null) {
            throw TufFaults.refused(
                    TufFault.SOURCE,
                    base.toString(),
                    "only https://, http:// of this machine, and directories are read");
        }
        this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
        this.client = HttpClient.newBuilder()
                .followRedirects(Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(PATIENCE)
                .build();
    }

    @Override
    public Optional<byte[]> fetch(String path, int limit) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).GET().build();
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(
                request,
                head -> head.statusCode() == OK
                        ? new BoundedBody(limit)
                        : BodySubscribers.replacing(new byte[0])); // what is said about a failure is not kept
        try {
            // Head and body together: a body that trickles must not hold us up either.
            HttpResponse<byte[]> response = sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return switch (response.statusCode()) {
                case OK -> Optional.of(response.body());
                case NOT_FOUND -> Optional.empty();
                default -> throw failed(path, "the server answered with status " + response.statusCode());
            };
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TooLarge) {
                throw TufFaults.refused(TufFault.LIMIT, path, "it has more than " + limit + " bytes");
            }
            throw failed(path, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw failed(path, "the answer was not through after " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw failed(path, "it was interrupted");
        }
    }

    private RuntimeException failed(String path, String why) {
        return TufFaults.refused(TufFault.FETCH, base.resolve(path).toString(), why);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
