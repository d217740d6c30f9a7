package dev.immure.cli.pipeline;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Names of sandboxes that are put up before their run is known. They have the form of a run's id, so that whatever cleans up
 * knows them for ours, and begin with the process that looks after them: when that was killed, its next start must find out
 * whether they have ended, and no list of runs has their names.
 */
public final class StandingIds {
    private StandingIds() {}

    /** A new one of this process. */
    static String next(RandomGenerator random) {
        return prefix(ProcessHandle.current().pid()) + HexFormat.of().toHexDigits(random.nextInt());
    }

    /** Whether it may be one of that process; by chance a run's own id may look so. */
    public static boolean isOf(long pid, String id) {
        return id.length() == 16 && id.startsWith(prefix(pid));
    }

    /** Process ids have 22 bits (proc(5), pid_max). */
    private static String prefix(long pid) {
        return HexFormat.of().toHexDigits(pid, 8);
    }
}
