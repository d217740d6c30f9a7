package dev.immure.signing.internal.cosign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.Faults;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureManifestTest {
    private static final String ALICE = "sha256:d8ee807d96efe7441b132967ad94eaffbc0172a763e69f2cd8df8f583f0ba0d4";
    private static final String THREE = "sha256:7248e52a7da336ff63192f2c0a8f12562b0d5368e9cde6ab292cbb4604074f28";
    private static final String GOOD =
            new String(new SignatureManifest(List.of(layer(ALICE, "c2ln")), Map.of()).encode(), StandardCharsets.UTF_8);

    /** Digests of configurations that cosign wrote (connaisseur's test data). */
    @Test
    void writesTheConfigurationsThatCosignWrote() {
        Descriptor alice = layer(ALICE, "c2ln");
        Descriptor three = layer(THREE, "c2ln");
        assertThat(Digest.of(new SignatureManifest(List.of(alice), Map.of()).config())
                        .hex())
                .isEqualTo("a0b0cbfeefd8a1d546d9759f06eee4e013259575abb768b8f593e553da2ece4a");
        assertThat(Digest.of(new SignatureManifest(Collections.nCopies(3, three), Map.of()).config())
                        .hex())
                .isEqualTo("4f3f54134335a9734c5685d2648387ecaf6339d9cc9ae6dc62d82fba971f889f");
    }

    @Test
    void readsWhatItWrites() {
        SignatureManifest manifest = new SignatureManifest(
                List.of(layer(ALICE, "c2ln"), layer(THREE, "c2lnMg==")), Map.of("who", "else's annotation"));
        assertThat(SignatureManifest.parse(manifest.encode(), "manifest")).isEqualTo(manifest);
    }

    @Test
    void addsASignatureOnce() {
        SignatureManifest one = new SignatureManifest(List.of(layer(ALICE, "c2ln")), Map.of());
        SignatureManifest two = one.with(layer(ALICE, "b3RoZXI="));
        assertThat(two.layers()).hasSize(2);
        assertThat(two.with(layer(ALICE, "c2ln"))).isEqualTo(two);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"layers\" | \"manifests\":[],\"layers\" | MANIFEST | manifests",
                "\"layers\" | \"layers\":[],\"layers\" | MANIFEST | twice",
                "\"layers\" | \"Layers\":[],\"layers\" | MANIFEST | case",
                "\"schemaVersion\":2 | \"schemaVersion\":1 | MANIFEST | schema 1",
                "oci.image.manifest | oci.image.index | MANIFEST | index",
                "sha256:d8ee | sha256:D8EE | MANIFEST | lower-case",
                "sha256:d8ee | sha256:../../etc/passwd | MANIFEST | 64",
                "sha256:d8ee | md5:d8ee | MANIFEST | sha256",
                "\"size\":266 | \"size\":-1 | MANIFEST | -1",
                "\"size\":266 | \"size\":1e3 | MANIFEST | whole",
                "\"c2ln\" | 7 | MANIFEST | strings",
                "} | }} | MANIFEST | follows"
            })
    void refuses(String from, String to, String code, String why) {
        int at = from.equals("}") ? GOOD.lastIndexOf(from) : GOOD.indexOf(from);
        assertThat(at).isNotNegative();
        String changed = GOOD.substring(0, at) + to + GOOD.substring(at + from.length());
        Fault fault = Faults.of(() -> parse(changed));
        assertThat(fault.code()).isEqualTo(SigningFault.valueOf(code));
        assertThat(fault.why()).contains(why);
    }

    @Test
    void refusesMoreSignaturesThanAreRead() {
        byte[] manifest = new SignatureManifest(Collections.nCopies(101, layer(ALICE, "c2ln")), Map.of()).encode();
        Fault fault = Faults.of(() -> SignatureManifest.parse(manifest, "manifest"));
        assertThat(fault.code()).isEqualTo(SigningFault.LIMIT);
        assertThat(fault.why()).contains("101");
    }

    @Test
    void refusesAManifestThatIsTooLarge() {
        Fault fault = Faults.of(() -> parse(GOOD.replace("c2ln", "A".repeat(CosignFormat.MAX_MANIFEST))));
        assertThat(fault.code()).isEqualTo(SigningFault.LIMIT);
    }

    private static Descriptor layer(String digest, String signature) {
        return new Descriptor(
                CosignFormat.PAYLOAD_TYPE,
                Digest.parse(digest),
                266,
                Map.of(CosignFormat.SIGNATURE_ANNOTATION, signature),
                Optional.empty(),
                Optional.empty());
    }

    private static SignatureManifest parse(String json) {
        return SignatureManifest.parse(json.getBytes(StandardCharsets.UTF_8), "manifest");
    }
}
