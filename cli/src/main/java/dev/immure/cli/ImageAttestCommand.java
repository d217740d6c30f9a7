package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageAttested;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.SignatureArtifact;
import dev.immure.signing.SigningKey;
import dev.immure.signing.StoredImageSigner;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Statement;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure image attest}. */
@Command(
        name = "attest",
        description = "Sign a statement about an image of the store (in-toto), and keep it beside the image.",
        footer = {
            "",
            "Example:",
            "  immure image attest --key release.pem --type spdxjson --predicate app.spdx.json team/app:v1"
        })
final class ImageAttestCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final SigningKeyOptions key = new SigningKeyOptions();

    @Option(
            names = "--type",
            required = true,
            paramLabel = "TYPE",
            description = "What is said: slsaprovenance, slsaprovenance1, spdxjson, cyclonedx, vuln, openvex, link, "
                    + "custom, or a URI of your own.")
    private String type = "";

    @Option(
            names = "--predicate",
            required = true,
            paramLabel = "FILE",
            description =
                    "What is said, a JSON object; of a type that Immure understands it must be what its type says.")
    private Path predicate = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "cosign (default): an envelope under the tag sha256-HEX.att. bundle: a sigstore bundle as referrer.")
    private AttestationKind format = AttestationKind.cosign;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "NAME[:TAG] or NAME@sha256:… of the store. NAME is what the statement calls the image.")
    private String name = "";

    ImageAttestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ImageReference.Stored reference = StoredName.parse(name);
        JsonObject content = read(predicate);
        String uri = PredicateType.named(type).map(PredicateType::uri).orElse(type);
        SigningKey signingKey = key.open();
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            SignatureArtifact attestation = new StoredImageSigner(store)
                    .attest(reference, uri, content, signingKey, format.format(), Instant.now());
            global.answer(console, new ImageAttested(reference, uri, attestation, signingKey));
        }
        return ExitStatus.OK;
    }

    private static JsonObject read(Path file) {
        byte[] json = SmallFile.RELIED_UPON.read(file, Statement.MAX_BYTES);
        try {
            return StrictJson.parseObject(json, Statement.LIMITS);
        } catch (JsonException e) {
            throw new ImmureException(new Fault(
                    CliFault.PREDICATE,
                    "cannot attest what stands in",
                    file.toString(),
                    e.why(),
                    "Give a JSON object, in UTF-8, with no name twice"));
        }
    }
}
