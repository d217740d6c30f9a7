package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunResult;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.ReceiptWriter;
import dev.immure.policy.bundle.PolicyChoice;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.RecordedProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure profile record}. */
@Command(
        name = "record",
        description = "Run a program behind every wall, and write a profile of the system calls that it made.",
        footer = {
            "",
            "Example:",
            "  immure profile record --key cosign.pub -o ./prog.json oci:./image -- /bin/prog < in.txt"
        })
final class ProfileRecordCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Mixin
    private final RunTarget target = new RunTarget();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "The profile; its seccomp file goes beside it. Both are replaced.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private Path file;

    ProfileRecordCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RunWish wish = target.toWish(options);
        RunSetting setting = RunSettings.of(global, options, PolicyChoice.Use.LAUNCH);
        String base = setting.profile().name();
        if (!setting.profile().equals(shipped(base))) {
            throw fault(base, "it is not one of the shipped ones, on which alone others can stand");
        }
        RunResult result = RunPipeline.recording(setting).run(wish, console, new EndOnSignal());
        wish.receipt().ifPresent(receipt -> ReceiptWriter.write(result.receipt(), receipt));
        RecordedProfile recorded = new RecordedProfile(base, String.join(" ", wish.command()), result.usedCalls());
        try {
            recorded.write(file.toAbsolutePath());
        } catch (IOException e) {
            throw new ImmureException(
                    new Fault(
                            CliFault.FILE,
                            "cannot write profile",
                            file.toString(),
                            e.getClass().getSimpleName() + ": " + e.getMessage(),
                            "Name a file in a folder that you can write to"),
                    e);
        }
        console.error()
                .println("immure: " + result.receipt().result().verdict() + "; "
                        + recorded.calls().size() + " system calls are in " + file);
        return ExitStatus.OK;
    }

    private static Object shipped(String name) {
        ProfileCatalog catalog = ProfileCatalog.shipped();
        return catalog.names().contains(name) ? catalog.load(name) : "";
    }

    private static ImmureException fault(String profile, String why) {
        return new ImmureException(new Fault(
                CliFault.OPTION, "cannot record under profile", profile, why, "Name a shipped profile (--profile)"));
    }
}
