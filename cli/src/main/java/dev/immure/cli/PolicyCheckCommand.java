package dev.immure.cli;

import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.DecisionReport;
import dev.immure.policy.PolicyDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure policy check}. */
@Command(
        name = "check",
        description = "Verify an image and show what the policy decides about a run of it. Starts nothing.",
        footer = {"", "Example:", "  immure policy check --key release.pub.pem --memory 256m team/app:v1"})
final class PolicyCheckCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Mixin
    private final RunTarget target = new RunTarget();

    PolicyCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PolicyDecision decision = new RunPipeline(RunSettings.of(global, options)).decide(target.toWish(options));
        global.answer(console, new DecisionReport(decision));
        return switch (decision) {
            case PolicyDecision.Permit ignored -> ExitStatus.OK;
            case PolicyDecision.Deny ignored -> ExitStatus.REFUSED;
        };
    }
}
