package dev.immure.cli;

import dev.immure.cli.pipeline.RunWish;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The image and the command, which {@code run}, {@code plan} and {@code policy check} cannot do without. */
final class RunTarget {
    @Parameters(index = "0", paramLabel = "IMAGE", description = RegistryOptions.IMAGE)
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private String image;

    @Parameters(index = "1..*", paramLabel = "CMD", description = "Program and arguments; default: the image's.")
    private List<String> command = new ArrayList<>();

    void plain(PlainLine line) {
        line.rest(words -> {
            image = words.getFirst();
            command = words.subList(1, words.size());
        });
    }

    /**
     * What was asked for.
     *
     * @throws dev.immure.core.ImmureException with all faults of the options at once
     */
    RunWish toWish(RunOptions options) {
        return options.toWish(image, command);
    }
}
