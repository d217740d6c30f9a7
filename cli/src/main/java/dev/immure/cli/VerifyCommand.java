package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.FaultRenderer;
import dev.immure.cli.render.VerificationReport;
import dev.immure.core.Fault;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.signing.ImageVerifier;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerificationTime;
import dev.immure.signing.VerifiedImage;
import dev.immure.signing.check.Check;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure verify}. */
@Command(
        name = "verify",
        description =
                "Check the signatures of an image, and that its layers are those that were signed: who signed it and "
                        + "with what evidence, or which check failed. Asks nobody.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:signed by those whose signature counts", "77:refused"},
        footer = {"", "Example:", "  immure verify --key release.pub.pem team/app:v1"})
final class VerifyCommand implements Callable<Integer>, PlainCommand {
    private final Console console;

    @Mixin
    private final GlobalOptions global;

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Verify as if it were then, such as 2026-01-31T12:00:00Z: for tests, and to find out what held.")
    @Nullable
    private Instant at;

    @Option(
            names = "--manifest-only",
            description = "Check the signatures alone: configuration and layers are not read and may be missing.")
    private boolean manifestOnly;

    @Option(
            names = "--layers",
            description =
                    "Fetch the layers of an image in a registry too, and check them; without it they are not read.")
    private boolean layers;

    @Mixin
    private final RegistryOptions registry;

    @Parameters(index = "0", paramLabel = "IMAGE", description = RegistryOptions.IMAGE)
    private String image = "";

    VerifyCommand(Console console, Caller caller) {
        this.console = console;
        global = new GlobalOptions(caller);
        registry = new RegistryOptions(caller);
    }

    @Override
    public void plain(PlainLine line) {
        global.plain(line);
        trust.plain(line);
        registry.plain(line);
        line.flag(() -> manifestOnly = true, "--manifest-only")
                .flag(() -> layers = true, "--layers")
                .operand(value -> image = value);
    }

    @Override
    public Integer call() {
        ImageReference reference = global.caller().image(image);
        VerificationReport report = report(
                global.configuration(),
                trust,
                registry,
                reference,
                reading(reference),
                at == null ? VerificationTime.now() : VerificationTime.at(at));
        global.answer(console, report);
        return status(report.refusal());
    }

    static VerificationReport report(
            Configuration configuration,
            TrustOptions trust,
            RegistryOptions registry,
            ImageReference reference,
            ImageReading reading,
            VerificationTime time) {
        TrustOptions.Trust trusted = trust.trust(configuration);
        try (ContentStore store = ContentStore.open(configuration.images());
                ImageSource source = ImageSources.open(reference, store, registry.access(configuration), reading)) {
            VerificationResult result = ImageVerifier.verify(source, trusted.policy(), time);
            List<Check> content = result instanceof VerifiedImage && reading == ImageReading.WHOLE
                    ? ContentChecks.of(source)
                    : List.of();
            return new VerificationReport(
                    result, content, trusted.source(), trusted.policy().digest());
        }
    }

    /** Layers of a registry are gigabytes over a network: they are read when that is asked for, or when they are run. */
    private ImageReading reading(ImageReference reference) {
        boolean remote = reference instanceof ImageReference.Remote;
        return manifestOnly || (remote && !layers) ? ImageReading.MANIFEST_ONLY : ImageReading.WHOLE;
    }

    /** 77 also for a signature that is malformed: nothing is wrong with the command line or with Immure. */
    private int status(Optional<Fault> refusal) {
        refusal.ifPresent(new FaultRenderer(console.error(), global.output() == OutputFormat.json)::render);
        return refusal.isEmpty() ? ExitStatus.OK : ExitStatus.REFUSED;
    }
}
