package dev.immure.core.image.pack;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a packed image says beside its files.
 *
 * @param sourceDateEpoch seconds since 1970 that every file and the image get as their time
 *     (reproducible-builds.org, SOURCE_DATE_EPOCH); absent, files keep theirs and the image has none
 * @param environment {@code NAME=value}
 * @param user {@code USER[:GROUP]}, empty for root
 * @param workingDirectory absolute or empty
 */
public record PackOptions(
        OptionalLong sourceDateEpoch,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        String workingDirectory,
        String user,
        Map<String, String> labels) {
    /** Nothing said. */
    public static final PackOptions NONE =
            new PackOptions(OptionalLong.empty(), List.of(), List.of(), List.of(), "", "", Map.of());

    public PackOptions {
        Objects.requireNonNull(sourceDateEpoch, "sourceDateEpoch is null");
        Objects.requireNonNull(workingDirectory, "workingDirectory is null");
        Objects.requireNonNull(user, "user is null");
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
        if (sourceDateEpoch.isPresent() && sourceDateEpoch.getAsLong() < 0) {
            throw new IllegalArgumentException("SOURCE_DATE_EPOCH is negative");
        }
    }
}
