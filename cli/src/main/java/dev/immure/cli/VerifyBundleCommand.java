package dev.immure.cli;

import dev.immure.cli.render.BundleReport;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.FaultRenderer;
import dev.immure.core.Fault;
import dev.immure.signing.BundleTrust;
import dev.immure.signing.BundleVerdict;
import dev.immure.signing.SignedArtifact;
import dev.immure.signing.SigstoreBundles;
import dev.immure.signing.VerificationTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure verify-bundle}: the command that the sigstore conformance suite asks of a client (docs/cli_protocol.md). */
@Command(
        name = "verify-bundle",
        description =
                "Check a file by its sigstore bundle: who signed it and with what evidence, or which check failed. "
                        + "Asks nobody.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:signed by whom is asked for", "77:refused"},
        footer = {
            "",
            "Example:",
            "  immure verify-bundle --bundle app.tar.sigstore.json --trusted-root trusted_root.json \\",
            "      --certificate-identity release@example.org --certificate-oidc-issuer https://accounts.example.org app.tar"
        })
final class VerifyBundleCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final BundleOptions trust = new BundleOptions();

    @Option(
            names = "--bundle",
            paramLabel = "BUNDLE",
            required = true,
            description = "The bundle, of version 0.1 to 0.3.")
    private Path bundle = Path.of("");

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Verify as if it were then, such as 2026-01-31T12:00:00Z: for tests, and to find out what held.")
    @Nullable
    private Instant at;

    @Parameters(
            index = "0",
            paramLabel = "FILE|DIGEST",
            description =
                    "What was signed; or its digest, sha256: and 64 hexadecimal digits, where no file is called so.")
    private String artifact = "";

    VerifyBundleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        BundleTrust trusted = trust.trust();
        byte[] json = BundleInputs.bundle(bundle);
        SignedArtifact signed = BundleInputs.artifact(artifact);
        VerificationTime time = at == null ? VerificationTime.now() : VerificationTime.at(at);
        BundleVerdict verdict = SigstoreBundles.verify(json, bundle.toString(), signed, trusted, time);
        BundleReport report = new BundleReport(verdict, artifact, signed.digest());
        global.answer(console, report);
        return status(report.refusal());
    }

    private int status(Optional<Fault> refusal) {
        refusal.ifPresent(new FaultRenderer(console.error(), global.output() == OutputFormat.json)::render);
        return refusal.isEmpty() ? ExitStatus.OK : ExitStatus.REFUSED;
    }
}
