package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.StoreChecked;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.store.CheckDepth;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.StoreCheckReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure image check}. */
@Command(
        name = "check",
        description =
                "Read images of the store again, and compare them with what was imported: every blob with its digest, "
                        + "every file of the unpacked layers with the record made when it was unpacked.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all is what was imported", "1:something is not; the answer names each difference"},
        footer = {"", "Example:", "  immure image check --repair team/app:v1"})
final class ImageCheckCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(names = "--all", description = "All images of the store.")
    private boolean all;

    @Option(
            names = "--from-blobs",
            description = "Rely on no record: also unpack each layer anew, and compare its record with what comes out.")
    private boolean fromBlobs;

    @Option(
            names = "--repair",
            description = "Unpack layers anew that differ, from their blobs, where no sandbox uses them.")
    private boolean repair;

    @Parameters(arity = "0..*", paramLabel = "NAME[:TAG]", description = "Names as `immure image ls` shows them.")
    private List<String> names = List.of();

    ImageCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (all != names.isEmpty()) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot check",
                    "the store",
                    all ? "--all and names exclude each other" : "it is not said which images",
                    "Name images, or say --all"));
        }
        List<ImageName> chosen = names.stream().map(ImageName::parse).toList();
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            StoreCheckReport report = store.check(chosen, fromBlobs ? CheckDepth.BLOBS : CheckDepth.RECORDS);
            if (repair && !report.damaged().isEmpty()) {
                report = store.repair(report);
            }
            global.answer(console, new StoreChecked(report));
            return report.isWhole() ? ExitStatus.OK : ExitStatus.NEGATIVE;
        }
    }
}
