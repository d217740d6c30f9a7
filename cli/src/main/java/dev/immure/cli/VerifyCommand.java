package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.FaultRenderer;
import dev.immure.cli.render.VerificationReport;
import dev.immure.core.Fault;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.signing.ImageVerifier;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure verify}. */
@Command(
        name = "verify",
        description = "Check the signatures of an image: who signed it and with what evidence, or which check failed.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:signed by those whose signature counts", "77:refused"},
        footer = {"", "Example:", "  immure verify --key release.pub.pem team/app:v1"})
final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    @Parameters(
            index = "0",
            paramLabel = "IMAGE",
            description = "NAME[:TAG|@sha256:…], oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:TAG].")
    private String image = "";

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ImageReference reference = ImageReference.parse(image);
        Configuration configuration = global.configuration();
        TrustOptions.Trust trusted = trust.trust(configuration);
        try (ContentStore store = ContentStore.open(configuration.images());
                ImageSource source = ImageSources.open(reference, store)) {
            VerificationReport report = new VerificationReport(
                    ImageVerifier.verify(source, trusted.policy()),
                    trusted.source(),
                    trusted.policy().digest());
            global.answer(console, report);
            return status(report.refusal());
        }
    }

    /** 77 also for a signature that is malformed: nothing is wrong with the command line or with Immure. */
    private int status(Optional<Fault> refusal) {
        refusal.ifPresent(new FaultRenderer(console.error(), global.output() == OutputFormat.json)::render);
        return refusal.isEmpty() ? ExitStatus.OK : ExitStatus.REFUSED;
    }
}
