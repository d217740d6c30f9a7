package dev.immure.cli;

import dev.immure.cli.pipeline.RunWish;
import java.util.List;
import picocli.CommandLine;

/** What {@code immure run} would be asked for by a command line, for tests that go another way than that command. */
public final class Wishes {
    private Wishes() {}

    /** @param arguments options, image, command and arguments */
    public static RunWish of(List<String> arguments) {
        RunOptions options = new RunOptions();
        new CommandLine(options).setStopAtPositional(true).parseArgs(arguments.toArray(String[]::new));
        return options.toWish();
    }
}
