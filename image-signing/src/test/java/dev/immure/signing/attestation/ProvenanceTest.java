package dev.immure.signing.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.attestation.Provenance.Material;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvenanceTest {
    private static final String COMMIT = "d37a7f740ee7404914456f24dcd90e865a0509e8";

    @Test
    void readsVersionZeroTwo() {
        assertThat(Predicates.read(PredicateType.SLSA_0_2, Predicates.SLSA_0_2))
                .isEqualTo(new Provenance(
                        "https://ci.example/builder@v1",
                        "https://ci.example/container@v1",
                        "git+https://git.example/team/app@refs/heads/main",
                        List.of("sha1:" + COMMIT),
                        List.of(
                                new Material(
                                        "git+https://git.example/team/app@refs/heads/main", List.of("sha1:" + COMMIT)),
                                new Material("pkg:docker/golang@1.26", List.of())),
                        Map.of("debug", "false", "args.0", "a", "args.1.b", "2")));
    }

    @Test
    void readsVersionOneWithItsOnlyRepositoryAsTheSource() {
        Provenance read = (Provenance) Predicates.read(PredicateType.SLSA_1, Predicates.SLSA_1);
        assertThat(read.builder()).isEqualTo("https://ci.example/hosted");
        assertThat(read.buildType()).isEqualTo("https://ci.example/workflow/v1");
        assertThat(read.sourceUri()).isEqualTo("git+https://git.example/team/app@refs/tags/v1");
        assertThat(read.sourceDigests()).containsExactly("gitCommit:" + COMMIT);
        assertThat(read.materials()).hasSize(2);
        assertThat(read.parameters()).isEqualTo(Map.of("workflow.ref", "refs/tags/v1", "workflow.path", ".ci/r.yml"));
    }

    @Test
    void ofTwoRepositoriesNeitherIsTheSource() {
        String two = Predicates.SLSA_1.replace("pkg:npm/left-pad@1.3.0", "git+https://git.example/other");
        assertThat(((Provenance) Predicates.read(PredicateType.SLSA_1, two)).sourceUri())
                .isEmpty();
    }

    @Test
    void aSourceAmongTheParametersIsTheSource() {
        String named =
                Predicates.SLSA_1.replace("\"workflow\":{", "\"source\":{\"uri\":\"git+https://a\"},\"workflow\":{");
        assertThat(((Provenance) Predicates.read(PredicateType.SLSA_1, named)).sourceUri())
                .isEqualTo("git+https://a");
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"https://ci.example/builder@v1\"} | {} | \"id\" is missing",
                "\"https://ci.example/builder@v1\" | \"\" | \"id\" is empty",
                "\"https://ci.example/builder@v1\" | [] | to be a string",
                "\"builder\" | \"builders\" | \"builder\" is missing",
                "\"buildType\" | \"type\" | \"buildType\" is missing",
                "\"uri\":\"pkg:docker/golang@1.26\" | \"uri\":{} | to be a string",
                "{\"uri\":\"pkg:docker/golang@1.26\"} | 7 | array of objects",
                "\"debug\" | \"args.0\" | two parameters"
            })
    void refuses(String from, String to, String why) {
        Fault fault = Predicates.refused(PredicateType.SLSA_0_2, Predicates.SLSA_0_2, from, to);
        assertThat(fault.code()).isEqualTo(AttestationFault.PREDICATE);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void refusesMoreParametersThanRulesCanSeeInsteadOfLeavingSomeOut() {
        String many = IntStream.rangeClosed(0, Provenance.MAX_PARAMETERS)
                .mapToObj(i -> "\"p" + i + "\":1")
                .collect(Collectors.joining(","));
        Fault fault = Predicates.refused(PredicateType.SLSA_0_2, Predicates.SLSA_0_2, "\"debug\":false", many);
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void refusesAParameterLongerThanAFactInsteadOfCuttingItOff() {
        Fault fault = Predicates.refused(
                PredicateType.SLSA_0_2, Predicates.SLSA_0_2, "false", "\"" + "x".repeat(4097) + "\"");
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void readsWhatAHostedBuilderSaid() throws IOException {
        Path blob = Vectors.folder("slsa")
                .resolve("v1.10.0/blobs/sha256/20b16d5835eceaa7b9dbb7e4fdf4db52a8b9159c1416dd73e54cade07e838917");
        byte[] payload = Envelope.parse(Files.readAllBytes(blob), "slsa").statement("slsa");
        Provenance read = (Provenance) Predicate.of(Statement.parse(payload, "slsa"), "slsa");
        assertThat(read.builder())
                .isEqualTo("https://github.com/slsa-framework/slsa-github-generator/.github/workflows/"
                        + "generator_container_slsa3.yml@refs/tags/v1.10.0");
        assertThat(read.sourceUri())
                .isEqualTo("git+https://github.com/slsa-framework/example-package@refs/tags/v13.0.30");
        assertThat(read.sourceDigests()).containsExactly("sha1:" + COMMIT);
    }
}
