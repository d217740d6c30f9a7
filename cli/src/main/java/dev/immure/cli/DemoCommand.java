package dev.immure.cli;

import dev.immure.cli.demo.Demo;
import dev.immure.cli.demo.DemoReport;
import dev.immure.cli.render.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure demo}. */
@Command(
        name = "demo",
        description = "The one-minute tour: signs an image, runs it, and shows wall by wall what held.",
        footer = {"", "Example:", "  immure demo"})
final class DemoCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final CgroupOptions cgroup = new CgroupOptions();

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Demo.Story story = new Demo(new EndOnSignal(), cgroup.parent(global.configuration())).play();
        global.answer(console, new DemoReport(story));
        return story.isGood() ? ExitStatus.OK : ExitStatus.NEGATIVE;
    }
}
