package dev.immure.cli;

import dev.immure.core.disk.DiskPreference;
import dev.immure.core.runtime.Quantity;
import java.util.Optional;

/**
 * The value of {@code --disk}: {@code SIZE}, {@code inodes=N} and {@code backend=NAME}, each at most once, at least one
 * of them, and the size first.
 */
record DiskOption(Optional<Long> bytes, Optional<Long> inodes, Optional<DiskPreference> backend) {
    private static final String INODES = "inodes=";
    private static final String BACKEND = "backend=";

    /** @throws IllegalArgumentException saying what stands there instead */
    static DiskOption parse(String text) {
        Optional<Long> bytes = Optional.empty();
        Optional<Long> inodes = Optional.empty();
        Optional<DiskPreference> backend = Optional.empty();
        String[] parts = text.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.startsWith(INODES) && inodes.isEmpty()) {
                inodes = Optional.of(count(part.substring(INODES.length())));
            } else if (part.startsWith(BACKEND) && backend.isEmpty()) {
                backend = Optional.of(DiskPreference.parse(part.substring(BACKEND.length())));
            } else if (i == 0) {
                bytes = Optional.of(Quantity.bytes(part));
            } else {
                throw new IllegalArgumentException("after a comma stands inodes=N or backend=NAME, each once");
            }
        }
        return new DiskOption(bytes, inodes, backend);
    }

    private static long count(String text) {
        if (!text.matches("[1-9][0-9]{0,9}")) {
            throw new IllegalArgumentException("inodes= stands before a number");
        }
        return Long.parseLong(text);
    }
}
