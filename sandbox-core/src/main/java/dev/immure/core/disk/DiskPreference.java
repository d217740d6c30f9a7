package dev.immure.core.disk;

import dev.immure.core.plan.DiskBackend;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which back-end the caller wants: one by name, or the best that the host has. */
public enum DiskPreference {
    AUTO(Optional.empty()),
    TMPFS(Optional.of(DiskBackend.TMPFS)),
    BTRFS(Optional.of(DiskBackend.BTRFS)),
    PROJECT(Optional.of(DiskBackend.PROJECT)),
    LOOP(Optional.of(DiskBackend.LOOP));

    @SuppressWarnings("ImmutableEnumChecker") // Optional of an enum constant
    private final Optional<DiskBackend> backend;

    DiskPreference(Optional<DiskBackend> backend) {
        this.backend = backend;
    }

    /** Empty for {@link #AUTO}. */
    Optional<DiskBackend> backend() {
        return backend;
    }

    /** {@code auto}, {@code loop} and so on. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * From an option or a configuration file.
     *
     * @throws IllegalArgumentException naming all there are
     */
    public static DiskPreference parse(String text) {
        return Arrays.stream(values())
                .filter(preference -> preference.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the back-ends of a disk are "
                        + Arrays.stream(values()).map(DiskPreference::label).collect(Collectors.joining(", "))));
    }
}
