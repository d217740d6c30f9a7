package dev.immure.cli;

import dev.immure.cli.serve.client.ServiceClient;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the service is. */
final class ServiceOptions {
    static final String API = "api.sock";

    @Option(
            names = "--socket-dir",
            paramLabel = "DIR",
            description =
                    "Folder of the service's sockets. Default /run/immure for root, else $XDG_RUNTIME_DIR/immure.")
    @Nullable
    Path directory;

    Path directory() {
        return Optional.ofNullable(directory).orElseGet(() -> Places.current().sockets());
    }

    ServiceClient client() {
        return new ServiceClient(directory().resolve(API));
    }
}
