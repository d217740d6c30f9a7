package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.StoreCollected;
import dev.immure.core.image.store.ContentStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure image gc}. */
@Command(
        name = "gc",
        description = "Remove what no name leads to. What a running sandbox uses stays.",
        footer = {"", "Example:", "  immure image gc"})
final class ImageCollectCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    ImageCollectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            global.answer(console, new StoreCollected(store.gc()));
        }
        return ExitStatus.OK;
    }
}
