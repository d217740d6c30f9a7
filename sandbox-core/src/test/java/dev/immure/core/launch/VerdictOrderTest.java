package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.Ending;
import dev.immure.core.audit.FileCopy;
import dev.immure.core.audit.Verdict;
import dev.immure.core.network.Traffic;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/verdicts.md, "Which verdict wins", held against the code. */
class VerdictOrderTest {
    private static final Path PAGE = Path.of("../docs/verdicts.md");
    private static final Pattern LINE = Pattern.compile("(?m)^\\| ([0-9]+) \\| [^|]+ \\| `([A-Z]+)` \\|$");
    private static final int LINES = 15;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final TimeLimits LIMITS = new TimeLimits(Optional.of(LIMIT), Optional.of(LIMIT), 100);

    @Test
    void eachLineOfTheTableHoldsAboveAllThatFollow() throws IOException {
        List<MatchResult> lines = LINE.matcher(Files.readString(PAGE)).results().toList();
        assertThat(lines).hasSize(LINES);
        for (int line = 1; line <= LINES; line++) {
            MatchResult row = lines.get(line - 1);
            assertThat(row.group(1)).isEqualTo(String.valueOf(line));
            assertThat(Verdicts.of(evidence(line), LIMITS))
                    .as("line %d", line)
                    .isEqualTo(Verdict.valueOf(row.group(2)));
        }
    }

    /** Of this line and of all below it, as far as one run can have it. */
    private static RunReport evidence(int line) {
        EndCause cause = switch (line) {
            case 1 -> EndCause.INTERRUPTED;
            case 2 -> EndCause.CPU_TIME;
            case 3 -> EndCause.WALL_TIME;
            default -> EndCause.BY_ITSELF;
        };
        // Line 3: with its CPU time over as well it would be line 2's (VerdictsTest).
        boolean cpu = line <= 4 && line != 3;
        long over = LIMIT.toNanos() + 1;
        Ending failure = line <= 9 ? new Ending.Signaled(25) : new Ending.Exited(1);
        return new RunReport(
                line <= 12 ? failure : new Ending.Exited(0),
                cause,
                line <= 5 ? over : 0,
                Optional.of(new RunReport.DiskUse(0, 0, line <= 11 ? 1 : 0)),
                Optional.empty(),
                0,
                0,
                Map.of(
                        Quantity.CPU_NANOS, new Reading("test", cpu ? over : 0),
                        Quantity.OOM_KILLS, new Reading("test", line <= 8 ? 1 : 0),
                        Quantity.PIDS_LIMIT_HITS, new Reading("test", line <= 10 ? 1 : 0)),
                Optional.of(new RunReport.Network("test", Optional.empty(), "test", new Traffic(0, 0, line <= 6))),
                Optional.empty(),
                new RunReport.Calls(line <= 7, Set.of()),
                copies(line));
    }

    private static List<FileCopy> copies(int line) {
        FileCopy missing = copy(new FileCopy.Result.Missing(false));
        return switch (line) {
            case 15 -> List.of(copy(new FileCopy.Result.Missing(true)));
            case 14 -> List.of(missing);
            default -> List.of(missing, copy(new FileCopy.Result.TooLarge(1)));
        };
    }

    private static FileCopy copy(FileCopy.Result result) {
        return new FileCopy(FileCopy.Way.OUT, "/out", "out", result);
    }
}
