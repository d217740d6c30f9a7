package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ProfileListing;
import dev.immure.profiles.ProfileCatalog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure profile ls}. */
@Command(
        name = "ls",
        description = "List the shipped profiles.",
        footer = {"", "Example:", "  immure profile ls"})
final class ProfileListCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    ProfileListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ProfileCatalog catalog = ProfileCatalog.shipped();
        global.answer(
                console,
                new ProfileListing(catalog.names().stream().map(catalog::load).toList()));
        return ExitStatus.OK;
    }
}
