package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageDetails;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.RefName;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure image inspect}. */
@Command(
        name = "inspect",
        description = "Show what an image says about itself: digest, configuration, layers, what is attached to it.",
        footer = {"", "Example:", "  immure image inspect team/app:v1"})
final class ImageInspectCommand implements Callable<Integer> {
    /** cosign's tags: signature, attestations, bill of materials. */
    private static final List<String> SUFFIXES = List.of("sig", "att", "sbom");

    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final RegistryOptions registry = new RegistryOptions();

    @Parameters(index = "0", paramLabel = "IMAGE", description = RegistryOptions.IMAGE)
    private String image = "";

    ImageInspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ImageReference reference = ImageReference.parse(image);
        Configuration configuration = global.configuration();
        try (ContentStore store = ContentStore.open(configuration.images());
                ImageSource source =
                        ImageSources.open(reference, store, registry.access(configuration), ImageReading.WHOLE)) {
            global.answer(console, new ImageDetails(source.image(), attached(source)));
        }
        return ExitStatus.OK;
    }

    private static List<String> attached(ImageSource source) {
        Stream<Digest> subjects = Stream.concat(
                Stream.of(source.image().digest()), source.image().index().map(Descriptor::digest).stream());
        return subjects.flatMap(subject -> SUFFIXES.stream().map(suffix -> RefName.attachment(subject, suffix)))
                .filter(tag -> source.tagged(tag).isPresent())
                .toList();
    }
}
