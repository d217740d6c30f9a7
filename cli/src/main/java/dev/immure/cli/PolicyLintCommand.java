package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.LintReport;
import dev.immure.policy.PolicyBundle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure policy lint}. */
@Command(
        name = "lint",
        description = "Read a policy and name every place in it that cannot be accepted, with file and line.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:no fault", "1:at least one fault"},
        footer = {"", "Example:", "  immure policy lint ./policies"})
final class PolicyLintCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "DIR", description = "A directory of *.drl files, or one such file.")
    private Path directory = Path.of("");

    PolicyLintCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LintReport report = new LintReport(directory.toString(), PolicyBundle.check(directory));
        global.answer(console, report);
        return report.faults().isEmpty() ? ExitStatus.OK : ExitStatus.NEGATIVE;
    }
}
