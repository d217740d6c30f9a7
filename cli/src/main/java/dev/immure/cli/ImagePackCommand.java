package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageAdded;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.pack.PackOptions;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.PackedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure image pack}. */
@Command(
        name = "pack",
        description = "Make an OCI image of a root file system. The same files and options give the same digest when "
                + "SOURCE_DATE_EPOCH is set.",
        footer = {"", "Example:", "  immure image pack --entrypoint /bin/app ./rootfs team/app:v1"})
final class ImagePackCommand implements Callable<Integer> {
    /** reproducible-builds.org: seconds since 1970, in decimal digits. */
    private static final Pattern EPOCH = Pattern.compile("[0-9]{1,12}");

    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--entrypoint",
            paramLabel = "WORD",
            description = "Program that the image runs; once more for each of its arguments.")
    private List<String> entrypoint = List.of();

    @Option(
            names = "--cmd",
            paramLabel = "WORD",
            description = "Default arguments, or program, when `run` names none; once more for each.")
    private List<String> command = List.of();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "K=V",
            description = "Environment variable; may be repeated.")
    private List<String> environment = List.of();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Directory that the program starts in.")
    private String workingDirectory = "";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "UID[:GID]",
            description = "Whom the program runs as, root by default.")
    private String user = "";

    @Option(names = "--label", paramLabel = "K=V", description = "Label of the image; may be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Parameters(index = "0", paramLabel = "DIR", description = "The root file system.")
    private Path directory = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "NAME[:TAG]",
            description = "Its name in the store; TAG is latest by default.")
    private String name = "";

    ImagePackCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ImageName target = ImageName.parse(name);
        PackOptions options =
                new PackOptions(epoch(), entrypoint, command, environment, workingDirectory, user, labels);
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            PackedImage packed = store.pack(directory, target, options);
            global.answer(console, new ImageAdded(packed.image(), packed.notes()));
        }
        return ExitStatus.OK;
    }

    private static OptionalLong epoch() {
        return Places.current()
                .variable("SOURCE_DATE_EPOCH")
                .map(text -> OptionalLong.of(epoch(text)))
                .orElse(OptionalLong.empty());
    }

    static long epoch(String text) {
        if (!EPOCH.matcher(text).matches()) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot use the variable",
                    "SOURCE_DATE_EPOCH=" + text,
                    "that is not a number of seconds since 1970",
                    "Set it to decimal digits, or unset it"));
        }
        return Long.parseLong(text);
    }
}
