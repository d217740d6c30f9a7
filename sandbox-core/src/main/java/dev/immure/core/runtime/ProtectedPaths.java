package dev.immure.core.runtime;

import java.util.List;

/**
 * Paths inside the container that are hidden, and paths that cannot be written (runtime-spec, config-linux.md,
 * "Masked Paths" and "Readonly Paths"). Each is absolute and normal: no {@code .}, no {@code ..}, no empty part.
 */
public record ProtectedPaths(List<String> masked, List<String> readOnly) {
    private static final int MAX_PATHS = 256;
    /** PATH_MAX, less its final NUL. */
    private static final int MAX_LENGTH = 4095;

    public ProtectedPaths {
        masked = List.copyOf(masked);
        readOnly = List.copyOf(readOnly);
        requireNormal(masked);
        requireNormal(readOnly);
    }

    private static void requireNormal(List<String> paths) {
        if (paths.size() > MAX_PATHS) {
            throw new IllegalArgumentException("more than " + MAX_PATHS + " paths");
        }
        for (String path : paths) {
            if (!isNormal(path)) {
                throw new IllegalArgumentException("not an absolute path in its normal form: " + path);
            }
        }
        if (paths.stream().distinct().count() != paths.size()) {
            throw new IllegalArgumentException("a path is named twice");
        }
    }

    /** Whether a path is absolute, below the root, and written in the one way there is. */
    public static boolean isNormal(String path) {
        if (!path.startsWith("/") || path.length() < 2 || path.length() > MAX_LENGTH) {
            return false;
        }
        for (String part : path.substring(1).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return path.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }
}
