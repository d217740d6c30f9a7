package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.TrustFileAnswer;
import dev.immure.cli.render.TrustImported;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.ContainersPolicyImport;
import dev.immure.signing.ContainersPolicyImport.Tags;
import dev.immure.signing.TrustImport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code immure trust import}. */
@Command(
        name = "import",
        description = "Write a trust file that says what the configuration of another tool says, or say why not.",
        footer = {
            "",
            "Example:",
            "  immure trust import --notation ~/.config/notation -o trust.yaml",
            "  immure trust import --containers-policy /etc/containers/policy.json -o trust.yaml"
        })
final class TrustImportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "A file that is not there yet. Default: standard output.")
    @Nullable
    private Path file;

    @Option(
            names = "--any-tag",
            description = "Of a containers policy: give up that a signature binds the tag (matchExact, "
                    + "matchRepoDigestOrExact, or none said). A trust file binds repository and digest.")
    private boolean anyTag;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    TrustImportCommand(Console console) {
        this.console = console;
    }

    /** Where from: exactly one of these. */
    static final class Source {
        @Option(
                names = "--notation",
                paramLabel = "DIR",
                description = "The configuration of notation: trustpolicy.json and truststore/x509.")
        @Nullable
        private Path notation;

        @Option(
                names = "--containers-policy",
                paramLabel = "FILE",
                description =
                        "policy.json of skopeo, podman and CRI-O, containers-policy.json(5). Needs -o: keyrings from "
                                + "within the policy are put beside the trust file.")
        @Nullable
        private Path containersPolicy;

        String text() {
            return Optional.ofNullable(notation).map(TrustImport::fromNotation).orElseThrow();
        }
    }

    @Override
    public Integer call() {
        if (source.containersPolicy != null) {
            global.answer(console, new TrustImported(containers(source.containersPolicy)));
            return ExitStatus.OK;
        }
        String text = source.text();
        Optional.ofNullable(file)
                .ifPresentOrElse(
                        target -> write(target, text), () -> global.answer(console, new TrustFileAnswer(text)));
        return ExitStatus.OK;
    }

    private ContainersPolicyImport.Imported containers(Path policy) {
        if (file == null) {
            throw new ParameterException(spec.commandLine(), "--containers-policy needs -o FILE");
        }
        return ContainersPolicyImport.run(policy, file, anyTag ? Tags.ANY : Tags.BOUND);
    }

    /** Never over a file that is there: it decides whom to trust. */
    private static void write(Path target, String text) {
        try {
            Files.writeString(
                    target, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new ImmureException(new Fault(
                    CliFault.FILE,
                    "cannot write trust file",
                    target.toString(),
                    PathTrouble.why(e),
                    "Name a file that is not there, in a folder that you can write to"));
        }
    }
}
