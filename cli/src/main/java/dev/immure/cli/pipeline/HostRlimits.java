package dev.immure.cli.pipeline;

import dev.immure.core.runtime.Rlimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The caller's own hard limits, which a sandbox cannot go beyond. */
public final class HostRlimits {
    /** proc(5), /proc/PID/limits: the name of each row. */
    private static final Map<String, Rlimit.Resource> ROWS = Map.ofEntries(
            Map.entry("Max cpu time", Rlimit.Resource.RLIMIT_CPU),
            Map.entry("Max file size", Rlimit.Resource.RLIMIT_FSIZE),
            Map.entry("Max data size", Rlimit.Resource.RLIMIT_DATA),
            Map.entry("Max stack size", Rlimit.Resource.RLIMIT_STACK),
            Map.entry("Max core file size", Rlimit.Resource.RLIMIT_CORE),
            Map.entry("Max processes", Rlimit.Resource.RLIMIT_NPROC),
            Map.entry("Max open files", Rlimit.Resource.RLIMIT_NOFILE),
            Map.entry("Max locked memory", Rlimit.Resource.RLIMIT_MEMLOCK),
            Map.entry("Max address space", Rlimit.Resource.RLIMIT_AS),
            Map.entry("Max file locks", Rlimit.Resource.RLIMIT_LOCKS),
            Map.entry("Max pending signals", Rlimit.Resource.RLIMIT_SIGPENDING),
            Map.entry("Max msgqueue size", Rlimit.Resource.RLIMIT_MSGQUEUE),
            Map.entry("Max nice priority", Rlimit.Resource.RLIMIT_NICE),
            Map.entry("Max realtime priority", Rlimit.Resource.RLIMIT_RTPRIO),
            Map.entry("Max realtime timeout", Rlimit.Resource.RLIMIT_RTTIME));

    private static final int NAME_COLUMNS = 26;

    private HostRlimits() {}

    /** How many files this process may have open: the JVM raises its soft limit to the hard one at its start (MaxFDLimit). */
    public static long descriptors() {
        long limit = hard().getOrDefault(Rlimit.Resource.RLIMIT_NOFILE, Rlimit.UNLIMITED);
        return limit == Rlimit.UNLIMITED ? Long.MAX_VALUE : limit;
    }

    static Map<Rlimit.Resource, Long> hard() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Name, soft limit, hard limit, unit; the name takes the first 26 columns. Rows that we do not know are skipped. */
    static Map<Rlimit.Resource, Long> parse(List<String> lines) {
        Map<Rlimit.Resource, Long> hard = new EnumMap<>(Rlimit.Resource.class);
        for (String line : lines) {
            if (line.length() <= NAME_COLUMNS) {
                continue;
            }
            Rlimit.Resource resource = ROWS.get(line.substring(0, NAME_COLUMNS).strip());
            String[] values = line.substring(NAME_COLUMNS).strip().split(" +", -1);
            if (resource != null && values.length >= 2) {
                hard.put(resource, values[1].equals("unlimited") ? Rlimit.UNLIMITED : Long.parseLong(values[1]));
            }
        }
        return hard;
    }
}
