package dev.immure.cli;

import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.ReplayReport;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.OutputFile;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.audit.AuditSummary;
import dev.immure.policy.audit.HtmlReport;
import dev.immure.policy.audit.JunitReport;
import dev.immure.policy.audit.Replay;
import dev.immure.policy.audit.SarifReport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure policy audit}. */
@Command(
        name = "audit",
        description = "Replay a policy over what was decided before, or over images, and say what would be otherwise. "
                + "Starts nothing and changes nothing.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing would change",
            "1:something would be denied, newly permitted or changed, or could not be replayed"
        },
        footer = {
            "",
            "Example:",
            "  immure policy audit --policy ./policies --html audit.html",
            "  immure policy audit --policy ./policies --images store --trust trust.yaml --sarif audit.sarif"
        })
final class PolicyAuditCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    @Option(
            names = "--policy",
            paramLabel = "DIR|FILE",
            description = "The policy to replay; default: the configured one, then the shipped baseline.")
    @Nullable
    private Path policy;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private LaunchSource source = new LaunchSource();

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write SARIF 2.1.0 as well.")
    @Nullable
    private Path sarif;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML as well.")
    @Nullable
    private Path junit;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write one page of HTML as well, which needs no network.")
    @Nullable
    private Path html;

    PolicyAuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = global.configuration();
        PolicyBundle bundle = RunSettings.policy(configuration, policy);
        Replay replay = new Replay(bundle, new SecureRandom());
        RunPipeline pipeline = new RunPipeline(RunSettings.of(configuration, trust, bundle));
        Optional<AuditVerification> log = source.each(configuration, pipeline, replay::add);
        AuditSummary summary = replay.summary(source.name(configuration));
        files(summary);
        global.answer(console, new ReplayReport(summary));
        int broken = log.map(verification -> AuditLogPlace.status(verification, console, global))
                .orElse(ExitStatus.OK);
        return summary.hasNews() ? ExitStatus.NEGATIVE : broken;
    }

    private void files(AuditSummary summary) throws IOException {
        if (sarif != null) {
            OutputFile.write("SARIF file", sarif, SarifReport.of(summary, new Version().getVersion()[0]));
        }
        if (junit != null) {
            OutputFile.write("JUnit file", junit, JunitReport.of(summary));
        }
        if (html != null) {
            OutputFile.write("page", html, HtmlReport.of(summary));
        }
    }
}
