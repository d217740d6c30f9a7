package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyInstalled;
import dev.immure.policy.bundle.AcceptedBundle;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.policy.bundle.InstalledPolicies;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure policy install}. */
@Command(
        name = "install",
        description =
                "Put a signed policy bundle in place: it decides from now on where --policy and the configuration name "
                        + "no other. A lower version than one that was accepted before is refused.",
        footer = {
            "",
            "Example:",
            "  immure policy install prod.bundle",
            "  immure policy install docker://registry.example/policies/prod@sha256:…"
        })
final class PolicyInstallCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final PolicyTrustOptions trust = new PolicyTrustOptions();

    @Mixin
    private final RegistryOptions registry = new RegistryOptions();

    @Parameters(index = "0", paramLabel = "BUNDLE", description = PolicyBundleFiles.BUNDLE)
    private String place = "";

    PolicyInstallCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = global.configuration();
        TrustOptions.Trust trusted = trust.install(configuration);
        BundleFile bundle = PolicyBundleFiles.read(place, configuration, registry);
        AcceptedBundle accepted = PolicyOptions.gate(trusted.policy()).accept(bundle);
        InstalledPolicies installed = PolicyOptions.installed(configuration);
        installed.install(accepted);
        global.answer(console, new PolicyInstalled(accepted, installed.list().previous()));
        return ExitStatus.OK;
    }
}
