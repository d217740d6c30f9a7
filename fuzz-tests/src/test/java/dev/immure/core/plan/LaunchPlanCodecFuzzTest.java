package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** In the package of the codec, whose decoder is for tests only. The one in C is held to the same by the tests of core. */
class LaunchPlanCodecFuzzTest {
    /** What is decoded is a plan: it can be printed, and encoded it says the same. */
    @FuzzTest
    void bytesAreAPlanOrAreRefused(byte[] data) {
        LaunchPlanCodec.decode(data).ifPresent(ops -> {
            assertThat(ops)
                    .allSatisfy(op ->
                            assertThat(op.describe()).startsWith(op.opcode().label()));
            LaunchPlan plan = new LaunchPlan(ops, List.of(), LaunchPlan.MAX_SLOTS);
            assertThat(LaunchPlanCodec.decode(LaunchPlanCodec.encode(plan))).contains(ops);
        });
    }
}
