package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageRemoved;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.store.ContentStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure image rm}. */
@Command(
        name = "rm",
        description =
                "Remove a name from the store, and the signatures of an image that has no other name. Its content "
                        + "stays until `immure image gc`.",
        footer = {"", "Example:", "  immure image rm team/app:v1"})
final class ImageRemoveCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "NAME[:TAG]", description = "A name as `immure image ls` shows it.")
    private String name = "";

    ImageRemoveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ImageName parsed = ImageName.parse(name);
        ImageName target = parsed.withTag(parsed.tagOrLatest());
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            store.remove(target);
            global.answer(console, new ImageRemoved(target));
        }
        return ExitStatus.OK;
    }
}
