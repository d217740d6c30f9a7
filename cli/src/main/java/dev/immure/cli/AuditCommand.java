package dev.immure.cli;

import picocli.CommandLine.Command;

/** {@code immure audit}. */
@Command(
        name = "audit",
        description = "Read and check the hash-chained log of decisions and runs.",
        subcommands = {
            AuditShowCommand.class,
            AuditVerifyCommand.class,
            AuditCheckpointCommand.class,
            AuditProveCommand.class,
            AuditConsistencyCommand.class,
            AuditExportCommand.class
        },
        footer = {"", "Example:", "  immure audit verify"})
final class AuditCommand extends CommandGroup {}
