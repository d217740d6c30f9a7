package dev.immure.core.resource;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * The cgroup below which sandboxes get theirs, by choice instead of by where Immure itself runs: docker's
 * {@code --cgroup-parent}.
 *
 * @param path from the top of each hierarchy as it is mounted, such as {@code /immure/alice}; absolute, without {@code .}
 *     and {@code ..}
 */
public record CgroupParent(String path) {
    private static final int MAX_LENGTH = 1024;

    public CgroupParent {
        boolean normal = path.startsWith("/")
                && path.length() <= MAX_LENGTH
                && path.indexOf('\0') < 0
                && Arrays.stream(path.substring(1).split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!normal && !path.equals("/")) {
            throw new IllegalArgumentException("not an absolute path without . and .., such as /immure/alice");
        }
    }

    /** Its directory below a mount of one hierarchy. */
    Path below(Path mountPoint) {
        return mountPoint.resolve(path.substring(1));
    }
}
