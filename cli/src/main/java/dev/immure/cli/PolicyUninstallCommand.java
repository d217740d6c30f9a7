package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyListing;
import dev.immure.policy.bundle.InstalledPolicies;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure policy uninstall}. */
@Command(
        name = "uninstall",
        description =
                "Take the policy bundle away that is in place. Which versions were accepted stays remembered, so that "
                        + "it is no way back to an older one.",
        footer = {"", "Example:", "  immure policy uninstall policies.example/prod"})
final class PolicyUninstallCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The name of the bundle.")
    private String name = "";

    PolicyUninstallCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        InstalledPolicies installed = PolicyOptions.installed(global.configuration());
        installed.uninstall(name);
        global.answer(console, new PolicyListing(installed.list()));
        return ExitStatus.OK;
    }
}
