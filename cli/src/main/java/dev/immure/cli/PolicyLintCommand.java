package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.LintReport;
import dev.immure.core.audit.OutputFile;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import dev.immure.policy.bundle.PolicyAtHand;
import dev.immure.policy.lint.Finding;
import dev.immure.policy.lint.LintCode.Severity;
import dev.immure.policy.lint.LintSarif;
import dev.immure.policy.lint.PolicyLint;
import dev.immure.policy.lint.UntestedRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy lint}. */
@Command(
        name = "lint",
        description =
                "Read a policy and name every place in it that cannot be accepted, and every rule that does not mean"
                        + " what it seems to: rules that never fire or change nothing, permits that are always denied or ask for"
                        + " no signature, what is expired. With file and line.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:no fault and no error", "1:at least one; with --strict, also a warning"},
        footer = {"", "Example:", "  immure policy lint --strict ./policies"})
final class PolicyLintCommand implements Callable<Integer> {
    private final Console console;
    private final Clock clock;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(names = "--strict", description = "Exit with 1 for warnings too.")
    private boolean strict;

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write SARIF 2.1.0 as well.")
    private @Nullable Path sarif;

    @Parameters(index = "0", arity = "0..1", paramLabel = PolicyPlaces.LABEL, description = PolicyPlaces.DESCRIPTION)
    private @Nullable Path place;

    PolicyLintCommand(Console console) {
        this.console = console;
        this.clock = Clock.systemUTC();
    }

    @Override
    public Integer call() throws IOException {
        if (sarif != null) {
            OutputFile.requireWritable("SARIF file", sarif);
        }
        PolicyAtHand hand = PolicyPlaces.at(global, place);
        PolicyCompilation compilation = hand.by(Version.engine());
        List<Finding> findings = switch (compilation) {
            case PolicyCompilation.Compiled compiled -> findings(hand, compiled.bundle());
            case PolicyCompilation.Rejected rejected -> List.of();
        };
        LintReport report = new LintReport(hand.place(), compilation, findings);
        if (sarif != null) {
            OutputFile.write(
                    "SARIF file", sarif, LintSarif.of(report.faults(), findings, new Version().getVersion()[0]));
        }
        global.answer(console, report);
        boolean wrong =
                findings.stream().anyMatch(finding -> strict || finding.code().severity() == Severity.ERROR);
        return report.faults().isEmpty() && !wrong ? ExitStatus.OK : ExitStatus.NEGATIVE;
    }

    private List<Finding> findings(PolicyAtHand hand, PolicyBundle policy) {
        List<Finding> findings = new ArrayList<>(PolicyLint.of(policy.policy(), LocalDate.now(clock)));
        if (hand.suite().isPresent()) {
            findings.addAll(UntestedRules.of(hand.tests(policy), policy));
        }
        return findings;
    }
}
