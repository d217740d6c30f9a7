package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyDiffReport;
import dev.immure.core.audit.AuditVerification;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.audit.PolicyDiff;
import dev.immure.policy.audit.RecordedDecisions;
import dev.immure.policy.audit.Replay;
import dev.immure.policy.audit.RuleChange;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy diff}. */
@Command(
        name = "diff",
        description =
                "Say what one policy decides otherwise than another, over the same facts, and which rules differ.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the policies are the same", "1:they differ"},
        footer = {"", "Example:", "  immure policy diff ./policies ./policies.new --facts ./facts"})
final class PolicyDiffCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "A", description = "The policy that holds.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The policy that would take its place.")
    private Path second = Path.of("");

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    private Over over;

    /** What both are asked about. */
    static final class Over {
        @Option(names = "--facts", paramLabel = "DIR", description = "Facts as JSON, one launch a file named *.json.")
        @Nullable
        Path facts;

        @Option(names = "--log", paramLabel = "DIR", description = "The facts of this audit log, or of a copy of it.")
        @Nullable
        Path log;
    }

    PolicyDiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PolicyBundle before = PolicyNames.look(first);
        PolicyBundle after = PolicyNames.look(second);
        Replay one = new Replay(before, new SecureRandom());
        Replay other = new Replay(after, new SecureRandom());
        // What was decided then does not count: the question is what the first policy says.
        Optional<AuditVerification> log = each(
                launch -> other.add(one.outcome(launch).map(launch::decided).orElse(launch)));
        PolicyDiff diff = new PolicyDiff(
                before.name(),
                before.digest(),
                RuleChange.between(before.policy(), after.policy()),
                other.summary(name()));
        global.answer(console, new PolicyDiffReport(diff));
        int broken = log.map(verification -> AuditLogPlace.status(verification, console, global))
                .orElse(ExitStatus.OK);
        return diff.differs() ? ExitStatus.NEGATIVE : broken;
    }

    private Optional<AuditVerification> each(Consumer<Launch> launches) {
        if (over != null && over.facts != null) {
            FactsFiles.each(over.facts, launches);
        } else if (over != null && over.log != null) {
            return Optional.of(RecordedDecisions.read(over.log, decided -> launches.accept(decided.launch())));
        }
        return Optional.empty();
    }

    private String name() {
        if (over == null) {
            return "nothing";
        }
        return over.facts != null ? "the facts of " + over.facts : "the log " + over.log;
    }
}
