package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Requests to one server as one user: demands answered, redirects followed within bounds, losses tried again. */
final class Asking {
    private static final int MAX_REDIRECTS = 5;

    private final RegistryAccess access;
    private final HttpWire wire;
    private final Retries retries;
    private final Origin origin;
    private final Authorization authorization;

    Asking(RegistryAccess access, HttpWire wire, Retries retries, Origin origin, Authorization authorization) {
        this.access = access;
        this.wire = wire;
        this.retries = retries;
        this.origin = origin.normal();
        this.authorization = authorization;
    }

    /** A whole small answer. */
    record Document(Answer answer, Body body) {
        /** An array in a record would compare by identity; nobody compares these. */
        static final class Body {
            private final byte[] bytes;

            Body(byte[] bytes) {
                this.bytes = bytes;
            }
        }

        byte[] bytes() {
            return body.bytes;
        }

        Optional<String> header(String name) {
            return answer.header(name);
        }

        /** Without its parameters (RFC 9110, section 8.3). */
        String mediaType() {
            String type = answer.header("Content-Type").orElse("none");
            int end = type.indexOf(';');
            return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        }
    }

    Retries retries() {
        return retries;
    }

    /** That there is a registry at all, and as whom it wants to be asked. */
    void ping(URI uri, String on, Deadline deadline) {
        retries.run("cannot speak to registry", on, deadline, () -> {
            try (Answer answer = send(uri, Map.of(), on, deadline)) {
                if (answer.status() != 200) {
                    throw RegistryFault.NO_REGISTRY.at(
                            "cannot speak to registry", on, "/v2/ answers with status " + answer.status());
                }
                return answer.status();
            }
        });
    }

    /** Empty when it is not there. */
    Optional<Document> document(URI uri, String accept, int limit, String on) {
        Deadline deadline = Deadline.in(access.patience().document(), on);
        return retries.run("cannot fetch", on, deadline, () -> {
            try (Answer answer = send(uri, Map.of("Accept", accept), on, deadline)) {
                if (answer.status() == 404) {
                    return Optional.empty();
                }
                requireStatus(answer, on, 200);
                byte[] bytes = answer.body().readNBytes(limit + 1);
                if (bytes.length > limit) {
                    throw RegistryFault.TOO_LARGE.at("cannot fetch", on, "it has more than " + limit + " bytes");
                }
                return Optional.of(new Document(answer, new Document.Body(bytes)));
            }
        });
    }

    /**
     * One try of a request: its answer is neither a demand, nor a redirect, nor a refusal to answer now. Several layers may
     * be read at a time; their requests are made one after the other, so that one demand is answered once.
     */
    Answer send(URI uri, Map<String, String> headers, String on, Deadline deadline) throws IOException {
        synchronized (wire) {
            return follow(uri, headers, on, deadline);
        }
    }

    private Answer follow(URI uri, Map<String, String> headers, String on, Deadline deadline) throws IOException {
        URI at = uri;
        boolean challenged = false;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; ) {
            Answer answer = exchange(at, headers, deadline);
            boolean keep = false;
            try {
                if (answer.status() == 401 && isOurs(at)) {
                    if (challenged) {
                        throw authorization.denied("it does not accept the credentials");
                    }
                    challenged = true;
                    authorization.answer(answer, deadline);
                } else if (answer.isRedirect()) {
                    at = target(answer, at, on);
                    redirects++;
                } else {
                    requireUsable(answer);
                    keep = true;
                    return answer;
                }
            } finally {
                if (!keep) {
                    answer.close();
                }
            }
        }
        throw RegistryFault.REDIRECT.at("cannot fetch", on, "it sends elsewhere more than " + MAX_REDIRECTS + " times");
    }

    private Answer exchange(URI at, Map<String, String> headers, Deadline deadline) throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        if (isOurs(at)) {
            authorization.header().ifPresent(value -> all.put("Authorization", value));
        }
        return wire.get(Origin.of(at).orElse(origin).host(), at, all, deadline);
    }

    /** Where credentials may go: nowhere else, whoever sends us there. */
    private boolean isOurs(URI at) {
        return Origin.of(at).equals(Optional.of(origin));
    }

    private URI target(Answer answer, URI from, String on) {
        String location = answer.header("Location").orElse("");
        try {
            URI target = from.resolve(new URI(location));
            Optional<Origin> to = Origin.of(target);
            boolean allowed = !location.isEmpty()
                    && to.isPresent()
                    && target.getUserInfo() == null
                    && Origin.of(from).orElse(origin).maySendTo(to.get(), access)
                    && origin.maySendTo(to.get(), access);
            if (allowed) {
                return target;
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // The same answer as for one that is well-formed and useless.
        }
        throw RegistryFault.REDIRECT.at(
                "cannot fetch", on, "it sends to an address that is malformed, not encrypted, or inside this machine");
    }

    private void requireUsable(Answer answer) throws IOException {
        if (answer.isBusy()) {
            throw new Busy(answer.status(), Busy.retryAfter(answer.header("Retry-After")));
        }
        if (answer.status() == 401 || answer.status() == 403) {
            throw authorization.denied("it answers with status " + answer.status());
        }
        if (answer.header("Content-Encoding").filter(c -> !c.equals("identity")).isPresent()) {
            throw answer.flaw("Content-Encoding", "is there, and was not asked for");
        }
    }

    static void requireStatus(Answer answer, String on, int expected) {
        if (answer.status() != expected) {
            throw RegistryFault.STATUS.at("cannot fetch", on, "the answer has status " + answer.status());
        }
    }
}
