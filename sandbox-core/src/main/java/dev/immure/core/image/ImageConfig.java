package dev.immure.core.image;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The image configuration (OCI image-spec, config.md), bounded and checked: no NUL and no newline in anything that
 * becomes an argument, a variable or a path.
 *
 * @param user {@code Config.User} as written, empty for root
 * @param environment {@code NAME=value}, in order
 * @param diffIds digests of the uncompressed layers, bottom first
 * @param created as written; empty when absent
 */
public record ImageConfig(
        Platform platform,
        String user,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        String workingDirectory,
        Map<String, String> labels,
        List<Digest> diffIds,
        Optional<String> created) {
    public ImageConfig {
        Objects.requireNonNull(platform, "platform is null");
        Objects.requireNonNull(user, "user is null");
        Objects.requireNonNull(workingDirectory, "workingDirectory is null");
        Objects.requireNonNull(created, "created is null");
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
        diffIds = List.copyOf(diffIds);
    }
}
