package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.DecisionReport;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.bundle.PolicyChoice;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure policy check}. */
@Command(
        name = "check",
        description = "Verify an image and show what the policy decides about a run of it. Starts nothing.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:the launch would be permitted",
            "1:it would be, with warnings, and --fail-on-warn is given",
            "77:denied, or no signature was accepted",
            "125:the command line, the policy or another file is not in order"
        },
        footer = {"", "Example:", "  immure policy check --key release.pub.pem --memory 256m team/app:v1"})
final class PolicyCheckCommand implements Callable<Integer>, PlainCommand {
    private final Console console;

    @Mixin
    private final GlobalOptions global;

    @Mixin
    private final RunOptions options;

    @Mixin
    private final RunTarget target = new RunTarget();

    @Option(
            names = "--fail-on-warn",
            description = "Exit with 1 when the launch is permitted and the policy warns of it.")
    private boolean failOnWarn;

    PolicyCheckCommand(Console console, Caller caller) {
        this.console = console;
        global = new GlobalOptions(caller);
        options = new RunOptions(caller, console.terminal());
    }

    @Override
    public void plain(PlainLine line) {
        global.plain(line);
        options.plain(line);
        target.plain(line);
        line.flag(() -> failOnWarn = true, "--fail-on-warn");
    }

    @Override
    public Integer call() {
        RunSetting setting = RunSettings.of(global, options, PolicyChoice.Use.ASK);
        PolicyDecision decision = global.caller().pipeline(setting).decide(target.toWish(options));
        global.answer(console, new DecisionReport(decision, Optional.of(setting.policy())));
        return switch (decision) {
            case PolicyDecision.Permit permit ->
                failOnWarn && !permit.warnings().isEmpty() ? ExitStatus.NEGATIVE : ExitStatus.OK;
            case PolicyDecision.Deny ignored -> ExitStatus.REFUSED;
        };
    }
}
