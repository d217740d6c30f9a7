package dev.immure.cli;

import picocli.CommandLine.Command;

/** {@code immure policy}. */
@Command(
        name = "policy",
        description = "Work with the policies that decide what may run.",
        subcommands = {
            PolicyLibraryCommand.class,
            PolicyShowCommand.class,
            PolicyNewCommand.class,
            PolicyLintCommand.class,
            PolicyCheckCommand.class,
            PolicyTestCommand.class,
            PolicyWaiversCommand.class,
            PolicyExplainCommand.class,
            PolicyAuditCommand.class,
            PolicyDiffCommand.class,
            PolicyBuildCommand.class,
            PolicySignCommand.class,
            PolicyVerifyCommand.class,
            PolicyInstallCommand.class,
            PolicyListCommand.class,
            PolicyUninstallCommand.class
        },
        footer = {"", "Example:", "  immure policy lint ./policies"})
final class PolicyCommand extends CommandGroup {}
