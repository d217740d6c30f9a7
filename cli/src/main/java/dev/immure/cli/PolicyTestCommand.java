package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyTestReport;
import dev.immure.cli.render.ScenariosWritten;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.OutputFile;
import dev.immure.core.runtime.Quantity;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.bundle.PolicyAtHand;
import dev.immure.policy.test.JunitXml;
import dev.immure.policy.test.MutationCheck;
import dev.immure.policy.test.MutationReport;
import dev.immure.policy.test.TestRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy test}. */
@Command(
        name = "test",
        description =
                "Decide on the scenarios of a policy, tests/*_test.yaml, and say what is otherwise than they expect.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:every scenario holds, and what --coverage-min and --mutate demand",
            "1:one does not, or there is none, or too little is covered or noticed",
            "125:the policy or a scenario cannot be read"
        },
        footer = {
            "",
            "Example:",
            "  immure policy test --mutate --junit results.xml ./policy",
            "",
            "docs/policy-testing.md describes scenarios."
        })
final class PolicyTestCommand implements Callable<Integer> {
    private static final int PERCENT = 100;

    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = PolicyPlaces.LABEL,
            description = PolicyPlaces.DESCRIPTION + " With --from-receipt, the directory where the scenario goes.")
    private @Nullable Path place;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML, too.")
    private @Nullable Path junit;

    @Option(
            names = "--coverage-min",
            paramLabel = "PERCENT",
            description = "Fail when fewer of the rules fire in some scenario.")
    private @Nullable Integer coverageMin;

    @Option(
            names = "--mutate",
            description = "Change each rule in small ways, and fail when no scenario notices one of the changes.")
    private boolean mutate;

    @Option(
            names = "--mutation-min",
            paramLabel = "PERCENT",
            description = "As --mutate, but fail only when fewer of the changes are noticed. Default 100.")
    private @Nullable Integer mutationMin;

    @Option(
            names = "--mutation-time",
            paramLabel = "DURATION",
            description = "With --mutate: what is not tried by then counts as not noticed. Default 5m.")
    private String mutationTime = "5m";

    @Option(
            names = "--from-receipt",
            paramLabel = "RECEIPT",
            description = "Make a scenario of a recorded run, from its receipt and the audit log; test nothing.")
    private @Nullable Path receipt;

    PolicyTestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (receipt != null) {
            if (junit != null || mutate || coverageMin != null || mutationMin != null) {
                throw unusable("--from-receipt", receipt.toString(), "it tests nothing: leave the other options out");
            }
            Path log = AuditLogPlace.existing(global.configuration());
            global.answer(console, new ScenariosWritten(new ScenarioFromReceipt(receipt, log).write(directory())));
            return ExitStatus.OK;
        }
        int coverage = percent("--coverage-min", coverageMin, 0);
        int mutation = percent("--mutation-min", mutationMin, PERCENT);
        Duration time = mutationTime();
        if (junit != null) {
            OutputFile.requireWritable("JUnit report", junit);
        }
        PolicyAtHand hand = PolicyPlaces.at(global, place);
        PolicyBundle policy = hand.require(Version.engine());
        TestRun run = TestRun.of(policy, hand.tests(policy));
        boolean asked = mutate || mutationMin != null;
        Optional<MutationReport> mutations =
                asked && run.holds() ? Optional.of(MutationCheck.run(run, time)) : Optional.empty();
        PolicyTestReport report = new PolicyTestReport(hand.place(), run, coverage, asked, mutations, mutation);
        if (junit != null) {
            OutputFile.write("JUnit report", junit, JunitXml.of(run));
        }
        global.answer(console, report);
        return report.passes() ? ExitStatus.OK : ExitStatus.NEGATIVE;
    }

    private Path directory() {
        if (place == null) {
            throw unusable("--from-receipt", String.valueOf(receipt), "there is no directory of a policy beside it");
        }
        return place;
    }

    private Duration mutationTime() {
        try {
            return Quantity.duration(mutationTime);
        } catch (IllegalArgumentException e) {
            throw unusable("--mutation-time", mutationTime, String.valueOf(e.getMessage()));
        }
    }

    private static int percent(String option, @Nullable Integer value, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value < 0 || value > PERCENT) {
            throw unusable(option, value.toString(), "it is not between 0 and 100");
        }
        return value;
    }

    private static ImmureException unusable(String option, String value, String why) {
        return new ImmureException(
                new Fault(CliFault.OPTION, "cannot use " + option, value, why, "See `immure policy test --help`"));
    }
}
