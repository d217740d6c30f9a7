package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageListing;
import dev.immure.core.image.store.ContentStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure image ls}. */
@Command(
        name = "ls",
        description = "List the images of the store by name.",
        footer = {"", "Example:", "  immure image ls --output json"})
final class ImageListCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    ImageListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            global.answer(console, new ImageListing(store.list()));
        }
        return ExitStatus.OK;
    }
}
