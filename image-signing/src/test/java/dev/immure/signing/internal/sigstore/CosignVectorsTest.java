package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures and attestations that cosign attached for other people, before there were bundles. */
class CosignVectorsTest {
    private static final String KEYLESS = "sha256-31dc72a13a0c34b40eb95419d2b2fd67320c856baf3b72da518023ee8d370aee.sig";
    private static final String ALICE = "sha256-071bf7a986f1ca9cb2a1f0bc8392822a7777f90d58f2d2c6f271913e08de7c81.sig";
    private static final String GITHUB = "https://token.actions.githubusercontent.com";
    private static final String SLSA =
            "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml";

    /** A layer of a signature manifest: its blob, and its annotations. */
    private record Layer(Digest blob, Path folder, Map<String, String> annotations) {
        byte[] content() throws IOException {
            return Files.readAllBytes(folder);
        }

        byte[] signature() {
            return Base64.getDecoder().decode(annotations.getOrDefault("dev.cosignproject.cosign/signature", ""));
        }
    }

    @Test
    void aKeylessSignatureIsAccepted() throws IOException, JsonException {
        Layer layer = connaisseur(KEYLESS);
        Accepted accepted = payload(keyless(anybody()), layer, layer.annotations());
        assertThat(accepted.signer())
                .isInstanceOfSatisfying(
                        Accepted.Certified.class,
                        signer -> assertThat(signer.identity().issuer()).isEqualTo("https://github.com/login/oauth"));
        assertThat(accepted.artifact()).isEqualTo(layer.blob());
    }

    @Test
    void aKeylessSignatureWithoutItsLogEntryOrCertificateIsRefused() throws IOException, JsonException {
        Layer layer = connaisseur(KEYLESS);
        assertThat(refusal(layer, "dev.sigstore.cosign/bundle")).isEqualTo(SigstoreFault.NO_LOG_ENTRY);
        assertThat(refusal(layer, "dev.sigstore.cosign/certificate")).isEqualTo(SigstoreFault.SIGNER_KIND);
        assertThat(payload(keyless(anybody()), layer, without(layer, "dev.sigstore.cosign/chain"))
                        .logs())
                .hasSize(1);
    }

    private Object refusal(Layer layer, String annotation) {
        return Faults.of(() -> payload(keyless(anybody()), layer, without(layer, annotation)))
                .code();
    }

    @Test
    void aSignatureByAKeyIsAcceptedByThatKeyAlone() throws IOException, JsonException {
        Layer layer = connaisseur(ALICE);
        assertThat(payload(key("alice"), layer, layer.annotations()).logs()).isEmpty();
        assertThat(Faults.of(() -> payload(key("bob"), layer, layer.annotations()))
                        .code())
                .isEqualTo(SigstoreFault.SIGNATURE);
    }

    /** v1.4.0 and v1.7.0 have log entries of intoto 0.0.1, which name the whole envelope by its hash alone. */
    @ParameterizedTest
    @CsvSource({
        "v1.4.0, a74d89d8dd863, 738d456c898da",
        "v1.7.0, ca6221e2d0def, dbc658f204833",
        "v1.10.0, e0a0a765d690a, 31cc4fb663c8d",
    })
    void aProvenanceIsAcceptedForItsImageAlone(String version, String image, String manifest)
            throws IOException, JsonException {
        Path blobs = Vectors.folder("slsa").resolve(version).resolve("blobs/sha256");
        Layer layer = layer(find(blobs, manifest), blobs, "");
        Artifact subject =
                Artifact.of(new Digest(find(blobs, image).getFileName().toString()));
        IdentityRule generator =
                new IdentityRule(new TextRule.Exact(GITHUB), TextRule.Matching.of("^" + SLSA + "@refs/tags/v[0-9.]+$"));
        Accepted accepted = envelope(keyless(generator), layer, subject);
        assertThat(accepted.statement().orElseThrow().predicateType()).isEqualTo("https://slsa.dev/provenance/v0.2");
        assertThat(Faults.of(() -> envelope(keyless(generator), layer, Artifact.of(layer.blob())))
                        .code())
                .isEqualTo(SigstoreFault.WRONG_DIGEST);
        IdentityRule mallory = new IdentityRule(new TextRule.Exact(GITHUB), new TextRule.Exact(SLSA));
        assertThat(Faults.of(() -> envelope(keyless(mallory), layer, subject)).code())
                .isEqualTo(SigstoreFault.IDENTITY);
    }

    private static Accepted payload(SigstoreTrust trust, Layer layer, Map<String, String> annotations)
            throws IOException {
        return new CosignVerifier(trust, Optional.empty(), Clock.systemUTC())
                .verifyPayload(layer.content(), layer.signature(), annotations, "layer", new CheckLog());
    }

    private static Accepted envelope(SigstoreTrust trust, Layer layer, Artifact subject) throws IOException {
        return new CosignVerifier(trust, Optional.empty(), Clock.systemUTC())
                .verifyEnvelope(layer.content(), subject, layer.annotations(), "layer", new CheckLog());
    }

    private static Map<String, String> without(Layer layer, String annotation) {
        Map<String, String> annotations = new HashMap<>(layer.annotations());
        annotations.remove(annotation);
        return annotations;
    }

    private static SigstoreTrust keyless(IdentityRule identity) {
        Path file = Vectors.folder("sigstore-java").resolve("trustroot/trusted_root.json");
        try {
            TrustedRoot root = TrustedRootReader.read(Files.readAllBytes(file), "root");
            return new SigstoreTrust.Keyless(root, identity, Demands.KEYLESS);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SigstoreTrust key(String name) {
        Path file = Vectors.folder("connaisseur").resolve("cosign").resolve(name + ".key");
        try {
            return new SigstoreTrust.ManagedKey(
                    PublicKeys.parse(Files.readAllBytes(file), name), Optional.empty(), Optional.empty(), Demands.KEY);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static IdentityRule anybody() {
        return new IdentityRule(TextRule.Matching.of("^.*$"), TextRule.Matching.of("^.*$"));
    }

    private static Layer connaisseur(String manifest) throws IOException, JsonException {
        Path repository = Vectors.folder("connaisseur").resolve("cosign/securesystemsengineering/testimage");
        return layer(
                repository.resolve("manifests").resolve(manifest + ".json"),
                repository.resolve("blobs"),
                "sha256:%s.json");
    }

    /** @param name of a blob's file, with a place for its hexadecimal digits; empty for these alone */
    private static Layer layer(Path manifest, Path blobs, String name) throws IOException, JsonException {
        JsonObject layer = StrictJson.parseObject(Files.readAllBytes(manifest), new JsonLimits(1 << 20, 16, 1000))
                .objects("layers")
                .getFirst();
        Digest blob = Digest.parse(layer.requireString("digest"));
        Path file = blobs.resolve(name.isEmpty() ? blob.hex() : name.formatted(blob.hex()));
        return new Layer(blob, file, layer.stringMap("annotations"));
    }

    private static Path find(Path blobs, String prefix) throws IOException {
        try (var files = Files.list(blobs)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
