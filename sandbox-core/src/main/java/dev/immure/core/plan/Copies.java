package dev.immure.core.plan;

import dev.immure.core.runtime.ProtectedPaths;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Files that are copied into the sandbox before the program starts, and out of it after everything inside has ended.
 *
 * @param in at most {@value #MAX}, in the order of copying; each destination once
 * @param out at most {@value #MAX}; each destination once
 */
public record Copies(List<In> in, List<Out> out) {
    /** Each is a descriptor at one time or another. */
    public static final int MAX = 64;

    private static final Copies NONE = new Copies(List.of(), List.of());

    public Copies {
        in = List.copyOf(in);
        out = List.copyOf(out);
        if (in.size() > MAX || out.size() > MAX) {
            throw new IllegalArgumentException("at most " + MAX + " files are copied each way");
        }
        requireOnce(in.stream().map(In::destination).toList());
        requireOnce(out.stream().map(Out::destination).toList());
    }

    public static Copies none() {
        return NONE;
    }

    /**
     * A file or directory tree of the caller's.
     *
     * @param source absolute path on the host
     * @param destination the new file or directory itself: absolute and normal, inside the container
     */
    public record In(String source, String destination) {
        public In {
            Objects.requireNonNull(source, "source is null");
            requireNormal(destination);
        }
    }

    /**
     * A regular file of the container's.
     *
     * @param path absolute and normal, inside the container
     * @param destination absolute path on the host
     */
    public record Out(String path, Presence presence, String destination) {
        public Out {
            requireNormal(path);
            Objects.requireNonNull(presence, "presence is null");
            Objects.requireNonNull(destination, "destination is null");
        }
    }

    /** Whether a run without the file is a failed one. */
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    private static void requireNormal(String path) {
        if (!ProtectedPaths.isNormal(path)) {
            throw new IllegalArgumentException("not an absolute path in its normal form: " + path);
        }
    }

    private static void requireOnce(List<String> destinations) {
        Set<String> seen = new HashSet<>();
        for (String destination : destinations) {
            if (!seen.add(destination)) {
                throw new IllegalArgumentException("two files are to be copied to " + destination);
            }
        }
    }
}
