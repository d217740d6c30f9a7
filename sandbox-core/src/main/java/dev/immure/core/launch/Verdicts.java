package dev.immure.core.launch;

import dev.immure.core.audit.Ending;
import dev.immure.core.audit.Verdict;
import dev.immure.core.network.Traffic;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import java.time.Duration;
import java.util.Optional;

/** Decides what a run was, from this run's own meters alone. */
public final class Verdicts {
    private static final int SIGXFSZ = 25;
    private static final int SIGSYS = 31;

    private Verdicts() {}

    /**
     * The verdict. What ended the run comes before what it left behind: a limit that the supervisor enforced, then
     * memory, processes and disk, then the program's own ending.
     */
    public static Verdict of(RunReport report, TimeLimits limits) {
        return enforced(report, limits).or(() -> exhausted(report)).orElseGet(() -> byItself(report.ending()));
    }

    /** A limit counts also when the program ended by itself before the kill came. */
    private static Optional<Verdict> enforced(RunReport report, TimeLimits limits) {
        boolean cpu = isOver(limits.cpuTime(), value(report, Quantity.CPU_NANOS));
        boolean wall = isOver(limits.wallTime(), report.wallNanos());
        return switch (report.cause()) {
            case CPU_TIME -> Optional.of(Verdict.TLE);
            case WALL_TIME -> Optional.of(Verdict.WTLE);
            case OUTPUT -> Optional.of(Verdict.OLE);
            case TRAFFIC -> Optional.of(Verdict.NLE);
            case INTERRUPTED -> Optional.of(Verdict.IE);
            case BY_ITSELF -> {
                if (cpu) {
                    yield Optional.of(Verdict.TLE);
                }
                if (wall) {
                    yield Optional.of(Verdict.WTLE);
                }
                yield report.traffic().filter(Traffic::limitReached).map(used -> Verdict.NLE);
            }
        };
    }

    private static Optional<Verdict> exhausted(RunReport report) {
        // Of a child as well: the program got no memory, whatever it made of that.
        if (value(report, Quantity.OOM_KILLS) > 0) {
            return Optional.of(Verdict.MLE);
        }
        if (isSuccess(report.ending())) {
            return Optional.empty();
        }
        if (value(report, Quantity.PIDS_LIMIT_HITS) > 0) {
            return Optional.of(Verdict.PLE);
        }
        boolean full = report.disk().filter(use -> use.fullMounts() > 0).isPresent();
        return full ? Optional.of(Verdict.DQE) : Optional.empty();
    }

    private static Verdict byItself(Ending ending) {
        return switch (ending) {
            case Ending.Exited exited -> exited.status() == 0 ? Verdict.OK : Verdict.RE;
            case Ending.Signaled signaled ->
                switch (signaled.signal()) {
                    // seccomp(2): SIGSYS is what a filter kills with.
                    case SIGSYS -> Verdict.SV;
                    // setrlimit(2): a file has met RLIMIT_FSIZE. Who ignores the signal gets EFBIG and goes on.
                    case SIGXFSZ -> Verdict.OLE;
                    default -> Verdict.SG;
                };
            case Ending.NotStarted ignored -> Verdict.IE;
        };
    }

    private static boolean isSuccess(Ending ending) {
        return ending instanceof Ending.Exited exited && exited.status() == 0;
    }

    private static boolean isOver(Optional<Duration> limit, long usedNanos) {
        return limit.filter(l -> usedNanos > l.toNanos()).isPresent();
    }

    private static long value(RunReport report, Quantity quantity) {
        Reading reading = report.meters().get(quantity);
        return reading == null ? 0 : reading.value();
    }
}
