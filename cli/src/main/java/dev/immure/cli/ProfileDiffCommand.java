package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ProfileDiffReport;
import dev.immure.profiles.ProfileDiff;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure profile diff}. */
@Command(
        name = "diff",
        description = "Compare two profiles: what the second gives and takes, against the first.",
        footer = {"", "Example:", "  immure profile diff default strict"})
final class ProfileDiffCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "A", description = "Name of a profile, or path of a profile.json.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = "The same, for the profile compared with it.")
    private String second = "";

    ProfileDiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        global.answer(
                console, new ProfileDiffReport(ProfileDiff.of(ProfileNames.load(first), ProfileNames.load(second))));
        return ExitStatus.OK;
    }
}
