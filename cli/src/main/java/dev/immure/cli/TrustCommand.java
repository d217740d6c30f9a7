package dev.immure.cli;

import picocli.CommandLine.Command;

/** {@code immure trust}. */
@Command(
        name = "trust",
        description = "Keep what trust hangs on: roots of trust and trust files.",
        subcommands = {TrustImportCommand.class, TrustUpdateCommand.class},
        footer = {
            "",
            "Example:",
            "  immure trust update --tuf-root root.json --from https://tuf.example -o trusted_root.json"
        })
final class TrustCommand extends CommandGroup {}
