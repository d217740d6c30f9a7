package dev.immure.core.internal.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this process can do what root of the host can: map any ids, clone any mount, give files away. User id 0 alone
 * does not say so: root of a container lacks capabilities, and root of a user namespace has them over that alone. Whoever
 * cannot is an ordinary user to Immure, whatever his number.
 */
public final class HostRoot {
    /** capabilities(7): CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID, SETPCAP, SYS_ADMIN. */
    public static final long NEEDED = 1L | 1L << 1 | 1L << 3 | 1L << 5 | 1L << 6 | 1L << 7 | 1L << 8 | 1L << 21;

    /** What user_namespaces(7) shows in the initial namespace, which is the only one that maps all ids. */
    private static final String WHOLE_MAP = "0 0 4294967295";

    private HostRoot() {}

    /** Of this process. */
    public static boolean isCaller() {
        return Descriptors.effectiveUserId() == 0
                && holds(text(Path.of("/proc/self/status")), text(Path.of("/proc/self/uid_map")));
    }

    /**
     * For user id 0.
     *
     * @param status of /proc/self/status
     * @param uidMap of /proc/self/uid_map; empty on a kernel without user namespaces
     */
    public static boolean holds(String status, String uidMap) {
        boolean whole = uidMap.isBlank()
                || String.join(" ", uidMap.strip().split("\\s+")).equals(WHOLE_MAP);
        return whole && (capabilities(status) & NEEDED) == NEEDED;
    }

    private static long capabilities(String status) {
        String effective = status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).strip())
                .findFirst()
                .orElse("0");
        try {
            return Long.parseUnsignedLong(effective, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
