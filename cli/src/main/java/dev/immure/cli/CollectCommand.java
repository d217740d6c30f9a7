package dev.immure.cli;

import dev.immure.cli.pipeline.Cleanup;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.LeftoversRemoved;
import dev.immure.cli.runs.LostRuns;
import dev.immure.cli.runs.RunFolder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure gc}. */
@Command(
        name = "gc",
        description = "Remove what a crash has left: interfaces, firewall tables, cgroups, disks. What runs stays."
                + " A run whose owner was killed is recorded as lost.",
        footer = {"", "Example:", "  immure gc"})
final class CollectCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final CgroupOptions cgroup = new CgroupOptions();

    CollectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = global.configuration();
        LeftoversRemoved removed = Cleanup.run(configuration.root(), cgroup.parent(configuration));
        // A run whose owner was killed is not merely cleaned up: the log has to say that nobody saw its end.
        LostRuns.settle(RunFolder.of(configuration.root()), configuration.audit(), configuration.recording());
        global.answer(console, removed);
        return ExitStatus.OK;
    }
}
