package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import java.util.TreeMap;

/** Whatever stands in a policy file, it is understood as data or refused with its place. */
class PolicyFuzzTest {
    @FuzzTest
    void aPolicyIsReadOrRefused(byte[] data) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("fuzz.drl", data);
        switch (PolicyBundle.compile("fuzz", files)) {
            case PolicyCompilation.Compiled compiled ->
                assertThat(compiled.bundle().rules()).isNotEmpty();
            case PolicyCompilation.Rejected rejected ->
                assertThat(rejected.faults())
                        .isNotEmpty()
                        .allSatisfy(fault -> assertThat(fault.code().id()).startsWith("IMM-POLICY-"));
        }
    }
}
