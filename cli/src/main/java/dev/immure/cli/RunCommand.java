package dev.immure.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code immure run}. */
@Command(name = "run", description = "Verify an image, decide, and run a program in it behind every wall.")
final class RunCommand implements Callable<Integer> {
    private final Console console;

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.error().flush();
        return ExitStatus.FAILED;
    }
}
