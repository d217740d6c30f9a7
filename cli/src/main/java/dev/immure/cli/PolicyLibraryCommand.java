package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyLibrary;
import dev.immure.policy.ReadyPolicies;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure policy library}. */
@Command(
        name = "library",
        description = "List the policies that come with Immure, for --policy, policy show and policy new --from.",
        footer = {"", "Example:", "  immure policy library", "", "docs/policy-library.md tells what each denies."})
final class PolicyLibraryCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    PolicyLibraryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        global.answer(
                console,
                new PolicyLibrary(
                        ReadyPolicies.names().stream().map(ReadyPolicies::load).toList()));
        return ExitStatus.OK;
    }
}
