package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.fault.CliFault;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.core.Escape;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.Ending;
import dev.immure.core.audit.FileCopy;
import dev.immure.core.audit.MetaFile;
import dev.immure.core.audit.Receipt;
import dev.immure.core.audit.ReceiptWriter;
import dev.immure.core.audit.Verdict;
import dev.immure.policy.bundle.PolicyChoice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure run}. */
@Command(
        name = "run",
        description = "Verify an image, decide, and run a program in it behind every wall.",
        footer = {
            "",
            "Example:",
            "  immure run --key cosign.pub --memory 256m --time-limit 2s oci:./image -- /bin/prog < in.txt"
        })
final class RunCommand implements Callable<Integer>, PlainCommand {
    private final Console console;

    @Mixin
    private final GlobalOptions global;

    @Mixin
    private final RunOptions options;

    @Mixin
    private final RunTarget target = new RunTarget();

    @Option(names = "--dry-run", description = "Print the plan and start nothing, as immure plan.")
    private boolean dryRun;

    RunCommand(Console console, Caller caller) {
        this.console = console;
        global = new GlobalOptions(caller);
        options = new RunOptions(caller, console.terminal());
    }

    @Override
    public void plain(PlainLine line) {
        global.plain(line);
        options.plain(line);
        target.plain(line);
        line.flag(() -> dryRun = true, "--dry-run");
    }

    @Override
    public Integer call() {
        RunWish wish = target.toWish(options);
        PolicyChoice.Use use = dryRun ? PolicyChoice.Use.ASK : PolicyChoice.Use.LAUNCH;
        RunSetting setting = RunSettings.of(global, options, use);
        if (dryRun) {
            global.answer(
                    console,
                    PlanCommand.report(global.caller().pipeline(setting).plan(wish)));
            return ExitStatus.OK;
        }
        Receipt receipt = global.caller().run(setting, wish, console).receipt();
        wish.receipt().ifPresent(file -> ReceiptWriter.write(receipt, file));
        wish.meta().ifPresent(file -> new MetaFile(receipt.result()).write(file));
        tellLimit(receipt);
        requireWritten(receipt);
        return exitStatus(receipt);
    }

    /** What the program left and the host did not take is no ending of the program's. */
    private void requireWritten(Receipt receipt) {
        for (FileCopy copy : receipt.files()) {
            switch (copy.result()) {
                case FileCopy.Result.Failed failed ->
                    throw new ImmureException(new Fault(
                            CliFault.COPY_OUT,
                            "cannot write the copied file",
                            copy.to(),
                            failed.why(),
                            "Make room, or name another place, and run it again"));
                case FileCopy.Result.Refused refused -> tell(copy, refused.why());
                case FileCopy.Result.TooLarge large ->
                    tell(copy, "it is larger than " + large.mostBytes() + " bytes, the limit of --disk");
                case FileCopy.Result.Missing missing -> {
                    if (!missing.allowed()) {
                        tell(copy, "the program has not made it");
                    }
                }
                case FileCopy.Result.Copied ignored -> {}
            }
        }
    }

    private void tell(FileCopy copy, String why) {
        console.error().println(Escape.control("immure: cannot copy out " + copy.from() + ": " + why));
    }

    /** A program that was stopped should not look as if it had crashed. */
    private void tellLimit(Receipt receipt) {
        Verdict verdict = receipt.result().verdict();
        switch (verdict) {
            case OK, RE, SG -> {}
            case TLE, WTLE, MLE, OLE, PLE, DQE, NLE, SV, DENIED, IE ->
                console.error().println("immure: " + verdict + ": " + verdict.meaning());
        }
    }

    private static int exitStatus(Receipt receipt) {
        Verdict verdict = receipt.result().verdict();
        if (verdict == Verdict.TLE || verdict == Verdict.WTLE) {
            return ExitStatus.TIME_LIMIT;
        }
        return switch (receipt.result().ending()) {
            // A program that ended well without leaving its files has failed all the same.
            case Ending.Exited exited ->
                exited.status() == 0 && receipt.files().stream().anyMatch(FileCopy::isOwed)
                        ? ExitStatus.NEGATIVE
                        : exited.status();
            case Ending.Signaled signaled -> ExitStatus.SIGNAL_BASE + signaled.signal();
            case Ending.NotStarted ignored -> ExitStatus.FAILED;
        };
    }
}
