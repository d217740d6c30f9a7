package dev.immure.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code immure plan}. */
@Command(name = "plan", description = "Print the launch plan of a run, and start nothing.")
final class PlanCommand implements Callable<Integer> {
    private final Console console;

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.error().flush();
        return ExitStatus.FAILED;
    }
}
