package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.TrustUpdated;
import dev.immure.signing.TrustedRootUpdate;
import dev.immure.signing.VerificationTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure trust update}. */
@Command(
        name = "update",
        description = {
            "Fetch the newest trusted_root.json from a TUF repository, starting from a root that you trust.",
            "Verification itself never asks the network; this command is how what it relies on gets there."
        },
        footer = {
            "",
            "Example:",
            "  immure trust update --tuf-root root.json --from https://tuf.example -o trusted_root.json"
        })
final class TrustUpdateCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--tuf-root",
            required = true,
            paramLabel = "ROOT.json",
            description = "Root of the repository, any version, from a source that you trust. None is built in.")
    private Path root = Path.of("");

    @Option(
            names = "--from",
            required = true,
            paramLabel = "URL|DIR",
            description = "The repository: https://…, http:// of this machine, or a directory.")
    private String from = "";

    @Option(
            names = "-o",
            required = true,
            paramLabel = "FILE",
            description = "Where to write trusted_root.json: only after everything held, and as a whole.")
    private Path output = Path.of("");

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Which versions were accepted, so that nothing older is later; one for each repository. "
                    + "Default tuf of the state directory.")
    @Nullable
    private Path cache;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "As if it were then, such as 2026-01-31T12:00:00Z: for tests.")
    @Nullable
    private Instant at;

    TrustUpdateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path kept = Optional.ofNullable(cache).orElseGet(() -> global.root().resolve("tuf"));
        VerificationTime time =
                Optional.ofNullable(at).map(VerificationTime::at).orElseGet(VerificationTime::now);
        global.answer(console, new TrustUpdated(new TrustedRootUpdate(root, from, output, kept).run(time)));
        return ExitStatus.OK;
    }
}
