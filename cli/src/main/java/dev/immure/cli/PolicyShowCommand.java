package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicySource;
import dev.immure.policy.ReadyPolicies;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure policy show}. */
@Command(
        name = "show",
        description = "Print a policy that comes with Immure: its parameters and its rules, each with its reason.",
        footer = {"", "Example:", "  immure policy show judge"})
final class PolicyShowCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name: `immure policy library` lists them.")
    private String name = "";

    PolicyShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String known = PolicyNames.require(name);
        global.answer(
                console,
                new PolicySource(
                        ReadyPolicies.load(known), ReadyPolicies.files(known).orElseThrow()));
        return ExitStatus.OK;
    }
}
