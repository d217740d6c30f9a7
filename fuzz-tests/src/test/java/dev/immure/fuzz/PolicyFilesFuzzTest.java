package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import dev.immure.policy.PolicyWaiver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever stands in policy.yaml or waivers.yaml, it is understood or refused with its place. */
class PolicyFilesFuzzTest {
    private static final byte[] MANIFEST = "schema: 1\nbase: baseline\n".getBytes(StandardCharsets.UTF_8);

    @FuzzTest
    void aManifestIsReadOrRefused(byte[] data) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("policy.yaml", data);
        readOrRefuse(files);
    }

    @FuzzTest
    void waiversAreReadOrRefused(byte[] data) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("policy.yaml", MANIFEST);
        files.put("waivers.yaml", data);
        readOrRefuse(files);
    }

    private static void readOrRefuse(SortedMap<String, byte[]> files) {
        switch (PolicyBundle.compile("fuzz", files)) {
            case PolicyCompilation.Compiled compiled ->
                assertThat(compiled.bundle().waivers(Instant.EPOCH))
                        .extracting(PolicyWaiver::owner)
                        .doesNotContain("");
            case PolicyCompilation.Rejected rejected ->
                assertThat(rejected.faults())
                        .isNotEmpty()
                        .allSatisfy(fault -> assertThat(fault.code().id()).startsWith("IMM-POLICY-"));
        }
    }

    @Test
    void theSeedsAreReadToTheirEnd() throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("policy.yaml", seed("aManifestIsReadOrRefused/policy.yaml"));
        files.put("waivers.yaml", seed("waiversAreReadOrRefused/waivers.yaml"));
        assertThat(PolicyBundle.compile("seeds", files))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Compiled.class,
                        compiled -> assertThat(compiled.bundle().waivers(Instant.EPOCH))
                                .hasSize(2));
    }

    private static byte[] seed(String name) throws IOException {
        String path = "PolicyFilesFuzzTestInputs/" + name;
        try (InputStream in = PolicyFilesFuzzTest.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        }
    }
}
