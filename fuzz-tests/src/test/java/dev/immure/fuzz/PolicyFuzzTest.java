package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Whatever stands in a policy file, it is understood as data or refused with its place. */
class PolicyFuzzTest {
    @FuzzTest
    void aPolicyIsReadOrRefused(byte[] data) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("fuzz.drl", data);
        switch (PolicyBundle.compile("fuzz", files)) {
            case PolicyCompilation.Compiled compiled -> assertStable(compiled.bundle(), data);
            case PolicyCompilation.Rejected rejected ->
                assertThat(rejected.faults())
                        .isNotEmpty()
                        .allSatisfy(fault -> assertThat(fault.code().id()).startsWith("IMM-POLICY-"));
        }
    }

    /** What was accepted says the same when it is read again, and wherever in the file it stands. */
    private static void assertStable(PolicyBundle bundle, byte[] data) {
        assertThat(bundle.rules()).isNotEmpty();
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("other.drl", ("\n\n" + new String(data, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        assertThat(PolicyBundle.compile("fuzz", files))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Compiled.class,
                        again -> assertThat(again.bundle().canonicalJson()).isEqualTo(bundle.canonicalJson()));
    }
}
