package dev.immure.cli;

import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.core.audit.AuditVerification;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.audit.RecordedDecisions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code policy audit} replays a policy over; the audit log of this host where nothing is said. */
final class LaunchSource {
    @Option(
            names = "--log",
            paramLabel = "DIR",
            description = "Decisions of this audit log, or of a copy of it; default: this host's.")
    @Nullable
    Path log;

    @Option(
            names = "--images",
            paramLabel = "DIR|store",
            description = "The images of the store, or of a directory of OCI layouts, each run without options.")
    @Nullable
    String images;

    @Option(names = "--facts", paramLabel = "DIR", description = "Facts as JSON, one launch a file named *.json.")
    @Nullable
    Path facts;

    /** Gives every launch; of a log, whether it is intact. */
    Optional<AuditVerification> each(Configuration configuration, RunPipeline pipeline, Consumer<Launch> launches) {
        if (images != null && images.equals(AuditedImages.STORE)) {
            new AuditedImages(pipeline).ofStore(configuration.images(), launches);
        } else if (images != null) {
            new AuditedImages(pipeline).ofLayouts(Path.of(images), launches);
        } else if (facts != null) {
            FactsFiles.each(facts, launches);
        } else {
            Path directory = log == null ? AuditLogPlace.existing(configuration) : log;
            return Optional.of(RecordedDecisions.read(directory, decided -> launches.accept(decided.launch())));
        }
        return Optional.empty();
    }

    /** For people. */
    String name(Configuration configuration) {
        if (images != null) {
            return images.equals(AuditedImages.STORE)
                    ? "the images of " + configuration.images()
                    : "the images of " + images;
        }
        return facts != null ? "the facts of " + facts : "the log " + (log == null ? configuration.audit() : log);
    }
}
