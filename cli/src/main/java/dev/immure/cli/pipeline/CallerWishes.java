package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.OutputFile;
import dev.immure.core.launch.CallerTerminal;
import dev.immure.core.plan.Copies;
import java.nio.file.Path;

/** What a run needs of the caller's side, looked at before anything starts. */
final class CallerWishes {
    private CallerWishes() {}

    /**
     * @throws ImmureException with {@link CliFault#NO_TERMINAL}, or why a file could not be copied out to where it is wanted
     */
    static void require(RunWish wish, CallerTerminal terminal) {
        // As docker run: keys are passed on as they are typed, and nobody types into a pipe.
        if (wish.terminal().isPresent() && wish.interactive() && !terminal.isInput()) {
            throw new ImmureException(new Fault(
                    CliFault.NO_TERMINAL,
                    "cannot pass on",
                    "standard input",
                    "it is not a terminal, and -i with -t takes one",
                    "Leave out -t to feed a file or pipe, or leave out -i"));
        }
        for (Copies.Out copy : wish.copies().out()) {
            OutputFile.requireWritable("copied file", Path.of(copy.destination()));
        }
    }
}
