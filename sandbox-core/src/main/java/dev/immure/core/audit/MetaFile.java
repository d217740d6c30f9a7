package dev.immure.core.audit;

import dev.immure.core.audit.Receipt.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The meta file of isolate(1), section "META-FILES", for judges that read it: {@code key:value} lines, the same keys,
 * units and status words. What was not measured is left out.
 *
 * <p>isolate has four status words; the verdicts it does not know are told apart by {@code message}.
 */
public record MetaFile(Result result) {
    private static final int SIGKILL = 9;

    public MetaFile {
        Objects.requireNonNull(result, "result is null");
    }

    /**
     * Puts the file under a name, whole or not at all.
     *
     * @throws dev.immure.core.ImmureException as {@link ReceiptWriter#write}
     */
    public void write(Path file) {
        OutputFile.write("meta file", file, text().getBytes(StandardCharsets.US_ASCII));
    }

    /** The content. */
    public String text() {
        StringBuilder out = new StringBuilder(256);
        seconds(out, "time", result.measured().of(Figure.CPU_TIME));
        seconds(out, "time-wall", result.measured().of(Figure.WALL_TIME));
        figure(out, "max-rss", Figure.MAX_RSS, 1024);
        figure(out, "csw-voluntary", Figure.VOLUNTARY_SWITCHES, 1);
        figure(out, "csw-forced", Figure.FORCED_SWITCHES, 1);
        memory(out);
        ending(out);
        status(out);
        return out.toString();
    }

    /** isolate gives {@code cg-mem} only with a control group, and only then may a figure be called so. */
    private void memory(StringBuilder out) {
        boolean cgroup =
                result.measured().meters().getOrDefault(Meter.MEMORY, "").startsWith("cgroup");
        OptionalLong peak = result.measured().of(Figure.MEMORY_PEAK);
        if (cgroup && peak.isPresent()) {
            line(out, "cg-mem", peak.getAsLong() / 1024);
        }
        if (cgroup && result.measured().of(Figure.OOM_KILLS).orElse(0) > 0) {
            line(out, "cg-oom-killed", 1);
        }
    }

    /** As isolate has it, a program that the sandbox killed has {@code killed:1} instead of an ending of its own. */
    private void ending(StringBuilder out) {
        switch (result.ending()) {
            case Ending.Exited exited -> line(out, "exitcode", exited.status());
            case Ending.Signaled signaled -> signal(out, signaled.signal());
            case Ending.NotStarted none -> {}
        }
    }

    private void signal(StringBuilder out, int signal) {
        if (signal == SIGKILL && isImmuresDoing()) {
            line(out, "killed", 1);
        } else {
            line(out, "exitsig", signal);
        }
    }

    /** Whether a SIGKILL under this verdict came from Immure; the one under MLE comes from the kernel. */
    private boolean isImmuresDoing() {
        return switch (result.verdict()) {
            case TLE, WTLE, OLE, PLE, DQE, NLE, SV -> true;
            case OK, RE, SG, MLE, DENIED, IE -> false;
        };
    }

    private void status(StringBuilder out) {
        Optional<String> status = statusWord();
        if (status.isPresent()) {
            out.append("status:").append(status.get()).append('\n');
            out.append("message:").append(message()).append('\n');
        }
    }

    /** RE, SG, TO, XX; nothing for success. */
    private Optional<String> statusWord() {
        return switch (result.verdict()) {
            case OK -> Optional.empty();
            case RE -> Optional.of("RE");
            case SG -> Optional.of("SG");
            case TLE, WTLE -> Optional.of("TO");
            case DENIED, IE -> Optional.of("XX");
            case MLE, OLE, PLE, DQE, NLE, SV -> Optional.of(result.ending() instanceof Ending.Signaled ? "SG" : "RE");
        };
    }

    private String message() {
        return switch (result.verdict()) {
            case RE ->
                result.ending() instanceof Ending.Exited exited
                        ? "Exited with error status " + exited.status()
                        : result.verdict().meaning();
            case SG ->
                result.ending() instanceof Ending.Signaled signaled
                        ? "Caught fatal signal " + signaled.signal()
                        : result.verdict().meaning();
            case TLE -> "Time limit exceeded";
            case WTLE -> "Time limit exceeded (wall clock)";
            case OK, MLE, OLE, PLE, DQE, NLE, SV, DENIED, IE -> result.verdict().meaning();
        };
    }

    private void figure(StringBuilder out, String key, Figure figure, long unit) {
        result.measured().of(figure).ifPresent(value -> line(out, key, value / unit));
    }

    private static StringBuilder line(StringBuilder out, String key, long value) {
        return out.append(key).append(':').append(value).append('\n');
    }

    private static void seconds(StringBuilder out, String key, OptionalLong nanos) {
        if (nanos.isPresent()) {
            long millis = nanos.getAsLong() / 1_000_000;
            String fraction = Long.toString(1000 + millis % 1000).substring(1);
            out.append(key)
                    .append(':')
                    .append(millis / 1000)
                    .append('.')
                    .append(fraction)
                    .append('\n');
        }
    }
}
