package dev.immure.cli;

import dev.immure.cli.render.AuditCheckpointAnswer;
import dev.immure.cli.render.Console;
import dev.immure.core.audit.AuditLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure audit checkpoint}. */
@Command(
        name = "checkpoint",
        description = {
            "Sign how the audit log stands now, and print the checkpoint: a signed note (C2SP tlog-checkpoint) with the",
            "number of records and the root of their Merkle tree. Keep it where whoever keeps the log cannot write."
        },
        footer = {"", "Example:", "  immure audit checkpoint > /mnt/elsewhere/checkpoint"})
final class AuditCheckpointCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    AuditCheckpointCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = global.configuration();
        try (AuditLog log = AuditLog.open(AuditLogPlace.existing(configuration), configuration.recording())) {
            global.answer(console, new AuditCheckpointAnswer(log.checkpoint()));
        }
        return ExitStatus.OK;
    }
}
