package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.AuditListing;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure audit show}. */
@Command(
        name = "show",
        description = "Show the records of the audit log, oldest first, as far as the log is intact.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the log is intact", "1:it is broken; the records before the flaw were shown"},
        footer = {"", "Example:", "  immure audit show --tail 20"})
final class AuditShowCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N records.")
    private long tail = Long.MAX_VALUE;

    AuditShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (tail < 1) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot use the option",
                    "--tail " + tail,
                    "that is not a number of records",
                    "Give 1 or more"));
        }
        Path log = AuditLogPlace.existing(global.configuration());
        // Twice over the file rather than once over all of it in memory: first how far it is intact, then what to show.
        AtomicLong last = new AtomicLong();
        AuditVerification verification = AuditVerifier.verify(log, List.of(), record -> last.set(record.sequence()));
        long after = Math.max(0, last.get() - tail);
        global.answer(
                console,
                new AuditListing(
                        verification, after, last.get(), visitor -> AuditVerifier.verify(log, List.of(), visitor)));
        return AuditLogPlace.status(verification, console, global);
    }
}
