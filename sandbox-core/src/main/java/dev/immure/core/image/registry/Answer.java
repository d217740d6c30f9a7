package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * One answer of a registry.
 *
 * @param from who gave it
 * @param body the caller's to close
 */
record Answer(URI from, int status, HttpHeaders headers, TimedBody body) implements AutoCloseable {
    private static final int MAX_HEADER = 4096;

    /** A header that is there once at most. */
    Optional<String> header(String name) {
        List<String> values = headers.allValues(name);
        if (values.size() > 1) {
            throw flaw(name, "is there " + values.size() + " times");
        }
        if (!values.isEmpty() && values.getFirst().length() > MAX_HEADER) {
            throw flaw(name, "has more than " + MAX_HEADER + " characters");
        }
        return values.stream().findFirst();
    }

    boolean isRedirect() {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** Whether the same request may have another answer soon. */
    boolean isBusy() {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    RuntimeException flaw(String name, String why) {
        return RegistryFault.HEADER.at(
                "cannot use the answer of", from.getAuthority(), "its header " + name + " " + why);
    }

    @Override
    public void close() {
        body.close();
    }
}
