package dev.immure.cli.serve.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a process lives: the same path, address or id means the same to two processes only when these are the same
 * (namespaces(7), chroot(2)).
 *
 * @param mount inode of {@code /proc/self/ns/mnt}; the others likewise
 * @param rootDevice of the root directory, as {@code rootInode}
 */
public record Surroundings(long mount, long network, long user, long rootDevice, long rootInode) {
    /** This process's. */
    public static Surroundings current() {
        try {
            return new Surroundings(
                    number("/proc/self/ns/mnt", "ino"),
                    number("/proc/self/ns/net", "ino"),
                    number("/proc/self/ns/user", "ino"),
                    number("/", "dev"),
                    number("/", "ino"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(String path, String attribute) throws IOException {
        if (Files.getAttribute(Path.of(path), "unix:" + attribute) instanceof Long value) {
            return value;
        }
        throw new IllegalStateException(path + " has no number for " + attribute);
    }
}
