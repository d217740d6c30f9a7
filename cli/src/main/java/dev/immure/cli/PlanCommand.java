package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.pipeline.PlannedRun;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.PlanReport;
import dev.immure.policy.bundle.PolicyChoice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure plan}. */
@Command(
        name = "plan",
        description = "Verify, decide, and print the launch plan: every kernel step of a run. Starts nothing.",
        footer = {"", "Example:", "  immure plan --key cosign.pub oci:./image -- /bin/prog"})
final class PlanCommand implements Callable<Integer>, PlainCommand {
    private final Console console;

    @Mixin
    private final GlobalOptions global;

    @Mixin
    private final RunOptions options;

    @Mixin
    private final RunTarget target = new RunTarget();

    PlanCommand(Console console, Caller caller) {
        this.console = console;
        global = new GlobalOptions(caller);
        options = new RunOptions(caller, console.terminal());
    }

    @Override
    public void plain(PlainLine line) {
        global.plain(line);
        options.plain(line);
        target.plain(line);
    }

    @Override
    public Integer call() {
        RunPipeline pipeline = global.caller().pipeline(RunSettings.of(global, options, PolicyChoice.Use.ASK));
        global.answer(console, report(pipeline.plan(target.toWish(options))));
        return ExitStatus.OK;
    }

    static PlanReport report(PlannedRun planned) {
        return new PlanReport(planned.image(), planned.tree(), planned.plan());
    }
}
