package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyListing;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure policy ls}. */
@Command(
        name = "ls",
        description =
                "List the policy bundle that is in place, the one before it, and the highest version accepted of each "
                        + "name.",
        footer = {"", "Example:", "  immure policy ls"})
final class PolicyListCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    PolicyListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        global.answer(
                console,
                new PolicyListing(
                        PolicyOptions.installed(global.configuration()).list()));
        return ExitStatus.OK;
    }
}
