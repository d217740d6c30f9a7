package dev.immure.cli;

import picocli.CommandLine.Command;

/** {@code immure profile}. */
@Command(
        name = "profile",
        description = "Look at profiles: what a sandbox may do unless policy or options tighten it further.",
        subcommands = {
            ProfileListCommand.class,
            ProfileShowCommand.class,
            ProfileDiffCommand.class,
            ProfileRecordCommand.class,
            ProfileSelinuxCommand.class
        },
        footer = {"", "Example:", "  immure profile ls"})
final class ProfileCommand extends CommandGroup {}
