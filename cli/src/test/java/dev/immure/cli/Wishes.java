package dev.immure.cli;

import dev.immure.cli.pipeline.RunWish;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** What {@code immure run} would be asked for by a command line, for tests that go another way than that command. */
public final class Wishes {
    @Mixin
    private final RunOptions options = new RunOptions();

    @Mixin
    private final RunTarget target = new RunTarget();

    private Wishes() {}

    /** @param arguments options, image, command and arguments */
    public static RunWish of(List<String> arguments) {
        Wishes wishes = new Wishes();
        new CommandLine(wishes).setStopAtPositional(true).parseArgs(arguments.toArray(String[]::new));
        return wishes.target.toWish(wishes.options);
    }
}
