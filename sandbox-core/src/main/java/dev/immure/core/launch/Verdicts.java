package dev.immure.core.launch;

import dev.immure.core.audit.Ending;
import dev.immure.core.audit.FileCopy;
import dev.immure.core.audit.Verdict;
import dev.immure.core.network.Traffic;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import java.time.Duration;
import java.util.Optional;

/** Decides what a run was, from this run's own meters alone. docs/verdicts.md has the order as a table. */
public final class Verdicts {
    private static final int SIGXFSZ = 25;
    private static final int SIGSYS = 31;

    private Verdicts() {}

    /**
     * The verdict: first what was measured beyond doubt, and a refused call for which the profile says
     * kill, then what the program's ending says by itself, then what may
     * have brought a failure about.
     */
    public static Verdict of(RunReport report, TimeLimits limits) {
        return enforced(report, limits)
                .or(() -> violated(report))
                .or(() -> outOfMemory(report))
                .or(() -> told(report.ending()))
                .or(() -> suspected(report))
                .or(() -> undelivered(report))
                .orElseGet(() -> byItself(report.ending()));
    }

    /** A program that has ended well, but left no file where one is asked for, or too large a one. */
    private static Optional<Verdict> undelivered(RunReport report) {
        if (!isSuccess(report.ending())) {
            return Optional.empty();
        }
        if (report.copies().stream().anyMatch(copy -> copy.result() instanceof FileCopy.Result.TooLarge)) {
            return Optional.of(Verdict.OLE);
        }
        return report.copies().stream().anyMatch(FileCopy::isOwed) ? Optional.of(Verdict.RE) : Optional.empty();
    }

    /** A limit counts also when the program ended by itself before the kill came, and CPU time before any other. */
    private static Optional<Verdict> enforced(RunReport report, TimeLimits limits) {
        boolean cpu = isOver(limits.cpuTime(), value(report, Quantity.CPU_NANOS));
        return switch (report.cause()) {
            case TRAFFIC -> Optional.of(Verdict.NLE);
            case INTERRUPTED -> Optional.of(Verdict.IE);
            case CPU_TIME -> Optional.of(Verdict.TLE);
            case WALL_TIME -> Optional.of(cpu ? Verdict.TLE : Verdict.WTLE);
            case OUTPUT -> Optional.of(Verdict.OLE);
            case MEMORY -> Optional.of(Verdict.MLE);
            case PROCESSES -> Optional.of(Verdict.PLE);
            case BY_ITSELF -> {
                boolean wall = isOver(limits.wallTime(), report.wallNanos());
                Optional<Verdict> late = wall ? Optional.of(Verdict.WTLE) : traffic(report);
                yield cpu ? Optional.of(Verdict.TLE) : late;
            }
        };
    }

    private static Optional<Verdict> violated(RunReport report) {
        return report.calls().ended() ? Optional.of(Verdict.SV) : Optional.empty();
    }

    private static Optional<Verdict> traffic(RunReport report) {
        return report.traffic().filter(Traffic::limitReached).map(used -> Verdict.NLE);
    }

    /** Of a child as well: the program got no memory, whatever it made of that. */
    private static Optional<Verdict> outOfMemory(RunReport report) {
        return value(report, Quantity.OOM_KILLS) > 0 ? Optional.of(Verdict.MLE) : Optional.empty();
    }

    /** Signals that mean one thing only, as long as the program does not send them to itself. */
    private static Optional<Verdict> told(Ending ending) {
        if (!(ending instanceof Ending.Signaled signaled)) {
            return Optional.empty();
        }
        return switch (signaled.signal()) {
            // seccomp(2): SIGSYS is what a filter kills with.
            case SIGSYS -> Optional.of(Verdict.SV);
            // setrlimit(2): a file has met RLIMIT_FSIZE. Who ignores the signal gets EFBIG and goes on.
            case SIGXFSZ -> Optional.of(Verdict.OLE);
            default -> Optional.empty();
        };
    }

    /** What was refused to a program that then failed. One that came to good terms with it has done nothing wrong. */
    private static Optional<Verdict> suspected(RunReport report) {
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
            case Ending.Signaled ignored -> Verdict.SG;
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
