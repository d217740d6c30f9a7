package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.ExplanationReport;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.bundle.PolicyChoice;
import dev.immure.policy.explain.Explainer;
import dev.immure.policy.explain.SearchBounds;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy explain}. */
@Command(
        name = "explain",
        description = "Say why a policy decides as it does: which rules fired on which facts, how far the others came, "
                + "and what would have to be otherwise. Of a run as it would be asked for, or of a recorded decision.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:explained, whatever the decision"},
        footer = {
            "",
            "Example:",
            "  immure policy explain --memory 256m -v /etc/ssl:/ssl team/app:v1",
            "  immure policy explain --run 4f1f497b8ffc4218"
        })
final class PolicyExplainCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    private Recorded recorded;

    /** Instead of IMAGE. */
    static final class Recorded {
        @Option(names = "--facts", paramLabel = "FILE", description = "Facts as JSON, instead of an image.")
        @Nullable
        Path facts;

        @Option(
                names = "--run",
                paramLabel = "ID",
                description = "The recorded decision about this run; --receipt FILE without IMAGE names it, too.")
        @Nullable
        String run;
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "IMAGE", description = RegistryOptions.IMAGE)
    @Nullable
    private String image;

    @Parameters(index = "1..*", paramLabel = "CMD", description = "Program and arguments; default: the image's.")
    private List<String> command = new ArrayList<>();

    PolicyExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ExplanationReport report = report();
        report.warnings().forEach(warning -> console.error().println("immure: warning: " + warning));
        global.answer(console, report);
        return ExitStatus.OK;
    }

    private ExplanationReport report() {
        boolean isRecorded = recorded != null || (image == null && options.receipt != null);
        if (isRecorded == (image != null)) {
            throw new ImmureException(new Fault(
                    CliFault.USAGE,
                    "cannot explain",
                    image == null ? "nothing" : image,
                    image == null ? "neither an image nor a decision is named" : "a decision is named as well",
                    "Give IMAGE, or one of --facts, --run and --receipt"));
        }
        if (image != null) {
            PolicyInput facts = new RunPipeline(RunSettings.of(global, options, PolicyChoice.Use.ASK))
                    .facts(options.toWish(image, command));
            return explain(facts, Optional.empty());
        }
        if (recorded != null && recorded.facts != null) {
            return explain(FactsFiles.read(recorded.facts), Optional.empty());
        }
        RecordedRun run = RecordedRun.find(global.configuration(), runId());
        return explain(run.facts(), Optional.of(run.recorded()));
    }

    private String runId() {
        if (recorded != null && recorded.run != null) {
            return recorded.run;
        }
        return options.receipt == null ? "" : RecordedRun.idOf(options.receipt);
    }

    private ExplanationReport explain(PolicyInput facts, Optional<ExplanationReport.Recorded> run) {
        PolicyBundle policy = RunSettings.policy(global.configuration(), options.policy.named());
        return new ExplanationReport(
                new Explainer(policy, new SecureRandom(), SearchBounds.DEFAULT).explain(facts), run);
    }
}
