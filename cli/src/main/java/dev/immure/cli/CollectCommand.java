package dev.immure.cli;

import dev.immure.cli.pipeline.Cleanup;
import dev.immure.cli.render.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure gc}. */
@Command(
        name = "gc",
        description = "Remove what a crash has left: interfaces, firewall tables, cgroups, disks. What runs stays.",
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
        global.answer(console, Cleanup.run(configuration.root(), cgroup.parent(configuration)));
        return ExitStatus.OK;
    }
}
