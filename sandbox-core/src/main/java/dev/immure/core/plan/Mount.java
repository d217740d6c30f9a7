package dev.immure.core.plan;

import dev.immure.core.runtime.ProtectedPaths;
import java.util.Objects;

/** Something mounted beside the root file system, by the user's wish. */
public sealed interface Mount {
    /** Absolute and normal, inside the container. */
    String destination();

    /**
     * A file or directory of the host.
     *
     * @param source absolute path on the host
     * @param owner who owns the source there; a writable bind maps the container's user to this owner and nobody else
     */
    record Bind(String source, String destination, Kind kind, Access access, Owner owner) implements Mount {
        public Bind {
            requireNormal(destination);
            Objects.requireNonNull(source, "source is null");
            Objects.requireNonNull(kind, "kind is null");
            Objects.requireNonNull(access, "access is null");
            Objects.requireNonNull(owner, "owner is null");
        }
    }

    /**
     * An empty file system in memory, apart from the disk limit.
     *
     * @param bytes at most so many, 4 KiB or more
     * @param mode permission bits of its root, at most 01777
     */
    record Tmpfs(String destination, long bytes, long inodes, int mode, Execution execution) implements Mount {
        public Tmpfs {
            requireNormal(destination);
            Objects.requireNonNull(execution, "execution is null");
            if ((mode & ~01777) != 0) {
                throw new IllegalArgumentException("the mode of a tmpfs has bits beyond 1777");
            }
            if (bytes < 4096 || inodes < 1) {
                throw new IllegalArgumentException("a tmpfs has at least 4096 bytes and one inode");
            }
        }
    }

    /** What the source of a bind is. */
    enum Kind {
        FILE,
        DIRECTORY
    }

    /** What the container may do with a bind. */
    enum Access {
        READ_ONLY,
        READ_WRITE
    }

    /** Whether programs can be executed from a tmpfs. */
    enum Execution {
        ALLOWED,
        /** MOUNT_ATTR_NOEXEC. */
        REFUSED
    }

    /** Ids on the host. */
    record Owner(long uid, long gid) {}

    private static void requireNormal(String path) {
        if (!ProtectedPaths.isNormal(path)) {
            throw new IllegalArgumentException("not an absolute path in its normal form: " + path);
        }
    }
}
