package dev.immure.cli;

import dev.immure.cli.pipeline.Pull;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageAdded;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure image pull}. */
@Command(
        name = "pull",
        description =
                "Fetch an image and its signatures from a registry into the store. Every digest, size and diff_id "
                        + "is checked on the way in; signatures are copied, not judged.",
        footer = {"", "Example:", "  immure image pull docker://registry.example/team/app:v1"})
final class ImagePullCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final RegistryOptions registry = new RegistryOptions();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "docker://HOST[:PORT]/REPO[:TAG|@sha256:…].")
    private String image = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME[:TAG]",
            description = "Its name in the store; by default HOST/REPO:TAG, and for a digest HOST/REPO:digest-HEX.")
    @Nullable
    private String name;

    ImagePullCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(ImageReference.parse(image) instanceof ImageReference.Remote remote)) {
            throw ImageFault.REFERENCE.at(
                    "cannot pull", image, "only an image of a registry can be pulled: docker://…");
        }
        ImageName target = name == null ? Pull.name(remote) : ImageName.parse(name);
        Configuration configuration = global.configuration();
        try (ContentStore store = ContentStore.open(configuration.images());
                ImageSource source =
                        ImageSources.open(remote, store, registry.access(configuration), ImageReading.WHOLE)) {
            global.answer(console, new ImageAdded(store.importImage(source, target), List.of()));
        }
        return ExitStatus.OK;
    }
}
