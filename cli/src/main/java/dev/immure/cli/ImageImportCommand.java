package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageAdded;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure image import}. */
@Command(
        name = "import",
        description =
                "Copy an image and its signatures into the store. Every digest, size and diff_id is checked on the "
                        + "way in; signatures are copied, not judged.",
        footer = {"", "Example:", "  immure image import oci-archive:app.tar:v1 team/app:v1"})
final class ImageImportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final RegistryOptions registry = new RegistryOptions();

    @Parameters(index = "0", paramLabel = "IMAGE", description = RegistryOptions.IMAGE)
    private String image = "";

    @Parameters(
            index = "1",
            paramLabel = "NAME[:TAG]",
            description = "Its name in the store; TAG is latest by default.")
    private String name = "";

    ImageImportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ImageReference reference = ImageReference.parse(image);
        ImageName target = ImageName.parse(name);
        Configuration configuration = global.configuration();
        try (ContentStore store = ContentStore.open(configuration.images());
                ImageSource source =
                        ImageSources.open(reference, store, registry.access(configuration), ImageReading.WHOLE)) {
            global.answer(console, new ImageAdded(store.importImage(source, target), List.of()));
        }
        return ExitStatus.OK;
    }
}
