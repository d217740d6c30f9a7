package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The gate before Drools: any bytes are understood whole, as data, or refused with their places. It throws nothing. */
class PolicyFuzzTest {
    private static final String FILE = "fuzz.drl";

    @FuzzTest
    void aPolicyIsUnderstoodOrRefused(byte[] drl) {
        understoodOrRefused(drl);
    }

    /** If it were not, every condition would be refused for its frame, and the harness below would test nothing. */
    @Test
    void theFrameAroundAConditionIsARule() {
        assertThat(compile(framed("ImageFacts()"))).isInstanceOf(PolicyCompilation.Compiled.class);
    }

    /** Bytes that stand where a condition does get past the words that every rule must have. */
    @FuzzTest
    void aConditionIsUnderstoodOrRefused(byte[] data) {
        understoodOrRefused(framed(new String(data, StandardCharsets.UTF_8)));
    }

    private static byte[] framed(String condition) {
        return ("package fuzz;\nrule \"FUZ-001 fuzz\"\nwhen\n    " + condition
                        + "\nthen\n    decision.deny(\"FUZZ\", \"fuzz\");\nend\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void understoodOrRefused(byte[] drl) {
        switch (compile(drl)) {
            case PolicyCompilation.Compiled compiled -> {
                assertThat(compiled.bundle().rules()).isNotEmpty();
                assertThat(compile(drl))
                        .isInstanceOfSatisfying(
                                PolicyCompilation.Compiled.class,
                                again -> assertThat(again.bundle().digest())
                                        .isEqualTo(compiled.bundle().digest()));
            }
            case PolicyCompilation.Rejected rejected ->
                assertThat(rejected.faults()).isNotEmpty().allSatisfy(fault -> {
                    assertThat(fault.code()).isInstanceOf(PolicyFaultCode.class);
                    assertThat(fault.on()).startsWith("fuzz");
                });
        }
    }

    private static PolicyCompilation compile(byte[] drl) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put(FILE, drl);
        return PolicyBundle.compile("fuzz", files);
    }
}
