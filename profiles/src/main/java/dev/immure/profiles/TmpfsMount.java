package dev.immure.profiles;

import dev.immure.core.runtime.ProtectedPaths;
import java.util.Objects;

/**
 * A tmpfs of limited size that every sandbox of a profile gets (tmpfs(5)); always nosuid and nodev.
 *
 * @param path where, absolute and normal
 * @param sizeBytes positive
 * @param inodes positive
 * @param mode permission bits of its root, 0 to 01777
 */
public record TmpfsMount(String path, long sizeBytes, long inodes, int mode, Execution execution) {
    /** Whether programs on it can be run. */
    public enum Execution {
        ALLOWED,
        /** MS_NOEXEC. */
        REFUSED
    }

    public TmpfsMount {
        Objects.requireNonNull(execution, "execution is null");
        if (!ProtectedPaths.isNormal(path)) {
            throw new IllegalArgumentException("not an absolute path in its normal form: " + path);
        }
        if (sizeBytes <= 0 || inodes <= 0) {
            throw new IllegalArgumentException("a tmpfs without a limit would take all memory");
        }
        if ((mode & ~01777) != 0) {
            throw new IllegalArgumentException("the mode has bits beyond 1777");
        }
    }

    /** Whether it gives no more than another one in the same place. */
    boolean isWithin(TmpfsMount other) {
        return path.equals(other.path)
                && sizeBytes <= other.sizeBytes
                && inodes <= other.inodes
                && (mode & ~other.mode) == 0
                && (execution == Execution.REFUSED || other.execution == Execution.ALLOWED);
    }
}
