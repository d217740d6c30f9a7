package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicySigned;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.policy.bundle.PolicyChoice;
import dev.immure.signing.SigningKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy sign}. */
@Command(
        name = "sign",
        description =
                "Add a signature to a policy bundle: a statement about it under its name, as `image sign --format "
                        + "bundle` makes about images. What is signed does not change; signatures of others are kept.",
        footer = {"", "Example:", "  immure policy sign --key alice.pem prod.bundle"})
final class PolicySignCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final SigningKeyOptions key = new SigningKeyOptions();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where the signed bundle goes; default: in place of the one that is signed.")
    @Nullable
    private Path output;

    @Parameters(index = "0", paramLabel = "FILE", description = "The bundle.")
    private Path file = Path.of("");

    PolicySignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        BundleFile bundle = PolicyChoice.read(file);
        SigningKey signingKey = key.open();
        BundleFile signed = bundle.signed(signingKey, Instant.now());
        Path target = Optional.ofNullable(output).orElse(file);
        PolicyBundleFiles.write(target, signed);
        global.answer(console, new PolicySigned(target, signed, signingKey));
        return ExitStatus.OK;
    }
}
