package dev.immure.cli;

import dev.immure.core.host.CallerIds;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command takes. */
public final class GlobalOptions {
    @Option(
            names = "--output",
            paramLabel = "text|json",
            description = "Form of the answer. JSON is stable and has a top-level \"schema\".")
    OutputFormat output = OutputFormat.text;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "State: images, audit log. Default /var/lib/immure for root, else $XDG_DATA_HOME/immure.")
    @Nullable
    Path root;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Default /etc/immure/immure.yaml, then $XDG_CONFIG_HOME/immure/immure.yaml.")
    @Nullable
    Path config;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    public OutputFormat output() {
        return output;
    }

    /** The state folder: the option, or the place that belongs to the caller. */
    public Path root() {
        if (root != null) {
            return root.toAbsolutePath().normalize();
        }
        return CallerIds.current().isRoot()
                ? Path.of("/var/lib/immure")
                : home("XDG_DATA_HOME", ".local/share").resolve("immure");
    }

    /** The configuration file that was asked for; empty when the usual places shall be looked at. */
    public Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    private static Path home(String variable, String fallback) {
        String value = System.getenv(variable);
        return value == null || value.isEmpty() ? Path.of(System.getProperty("user.home"), fallback) : Path.of(value);
    }
}
