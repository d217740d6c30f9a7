package dev.immure.core.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The id that stands for all whom a user namespace does not map (user_namespaces(7), "Unmapped user and group IDs"). In a
 * rootless container the host's root is among them, and its directories are on the way to everything.
 */
final class UnmappedOwner {
    private static final Path MAP = Path.of("/proc/self/uid_map");
    private static final Path OVERFLOW = Path.of("/proc/sys/kernel/overflowuid");

    private UnmappedOwner() {}

    /** Empty where everybody is mapped: then it is an ordinary user's id. */
    static Optional<Integer> current() {
        try {
            // Not readString: it asks for one byte first, and a number of proc_sys(5) is whole in the first read or
            // cut.
            return of(Files.readAllLines(MAP), String.join("", Files.readAllLines(OVERFLOW)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @param map lines of first id inside, first id outside, number of ids */
    static Optional<Integer> of(List<String> map, String overflow) {
        boolean isWhole = map.size() == 1 && map.getFirst().strip().matches("0 +0 +4294967295");
        return isWhole || !overflow.strip().matches("[0-9]{1,9}")
                ? Optional.empty()
                : Optional.of(Integer.valueOf(overflow.strip()));
    }
}
