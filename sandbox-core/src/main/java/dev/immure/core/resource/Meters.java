package dev.immure.core.resource;

import dev.immure.core.internal.kernel.ControlDirectory;
import dev.immure.core.internal.kernel.ControlFile;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The meters of one sandbox's cgroup, held open, so that a reading is one pread(2) and works until the cgroup is gone.
 * Safe for use by several threads.
 */
public final class Meters {
    private record Source(Gauge gauge, ControlFile file) {
        long read() {
            try {
                return gauge.parse(file.read());
            } catch (ErrnoException e) {
                throw CgroupFault.METER.because(
                        "cannot read the meter", gauge.meter(), e, "Check that nobody else removed the cgroup");
            }
        }
    }

    private final Map<Quantity, Source> sources = new EnumMap<>(Quantity.class);
    private final Map<String, ControlFile> files = new HashMap<>();

    private Meters() {}

    /**
     * Opens what this kernel has. CPU time, OOM kills and refused forks must be there: no meter, no verdict, so refuse at
     * the start. Without seats, which a caller has to waive by name, there is none.
     */
    static Meters open(List<Seat> seats) {
        Meters meters = new Meters();
        boolean done = false;
        try {
            seats.forEach(seat -> Gauge.of(seat.hierarchy()).forEach(gauge -> meters.add(gauge, seat.own())));
            if (!seats.isEmpty()) {
                meters.require(Quantity.CPU_NANOS);
                meters.require(Quantity.OOM_KILLS);
                meters.require(Quantity.PIDS_LIMIT_HITS);
            }
            done = true;
            return meters;
        } finally {
            if (!done) {
                meters.close();
            }
        }
    }

    private void add(Gauge gauge, ControlDirectory directory) {
        try {
            String key = gauge.version() + gauge.file();
            ControlFile file = files.get(key);
            if (file == null) {
                file = directory.openForReading(gauge.file());
                files.put(key, file);
            }
            Source source = new Source(gauge, file);
            if (isThere(gauge, file)) {
                sources.put(gauge.quantity(), source);
            }
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw CgroupFault.METER.because("cannot open the meter", gauge.meter(), e, "Check its permissions");
            }
        }
    }

    /** A key may be younger than its file: oom_kill in memory.oom_control came with Linux 4.13. */
    private static boolean isThere(Gauge gauge, ControlFile file) throws ErrnoException {
        return gauge.key().isEmpty() || file.read().lines().anyMatch(line -> line.startsWith(gauge.key() + " "));
    }

    private void require(Quantity quantity) {
        if (!sources.containsKey(quantity)) {
            throw CgroupFault.METER.because(
                    "cannot measure the sandbox's",
                    quantity,
                    "this kernel has no meter for it",
                    "Use Linux 4.19 or newer with the memory, pids and cpuacct controllers");
        }
    }

    /** User and system time used so far, in nanoseconds. The one that is polled. */
    public long cpuTimeNanos() {
        return required(Quantity.CPU_NANOS);
    }

    /** Processes killed for memory so far; 0 where nothing bounds it. */
    public long oomKills() {
        return sources.isEmpty() ? 0 : required(Quantity.OOM_KILLS);
    }

    /** How often fork or clone was refused so far. */
    public long refusedForks() {
        return required(Quantity.PIDS_LIMIT_HITS);
    }

    private long required(Quantity quantity) {
        Source source = sources.get(quantity);
        if (source == null) {
            throw new AssertionError(quantity + " was checked when the meters were opened");
        }
        return source.read();
    }

    /** What the meter says now; empty when this kernel has none for it. */
    public Optional<Reading> read(Quantity quantity) {
        return Optional.ofNullable(sources.get(quantity))
                .map(source -> new Reading(source.gauge().meter(), source.read()));
    }

    /** Every meter there is, read once, for the receipt. */
    public Map<Quantity, Reading> readAll() {
        Map<Quantity, Reading> all = new EnumMap<>(Quantity.class);
        for (Quantity quantity : sources.keySet()) {
            read(quantity).ifPresent(reading -> all.put(quantity, reading));
        }
        return all;
    }

    void close() {
        files.values().forEach(ControlFile::close);
    }
}
