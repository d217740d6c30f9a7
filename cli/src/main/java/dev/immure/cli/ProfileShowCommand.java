package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ProfileDetails;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure profile show}. */
@Command(
        name = "show",
        description = "Show all that a profile says, each limit, path and rule with its reason.",
        footer = {"", "Example:", "  immure profile show strict"})
final class ProfileShowCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "A name that `immure profile ls` shows, or the path, with a slash, of a profile.json.")
    private String name = "";

    ProfileShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        global.answer(console, new ProfileDetails(ProfileNames.load(name)));
        return ExitStatus.OK;
    }
}
