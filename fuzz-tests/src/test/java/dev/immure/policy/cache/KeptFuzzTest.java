package dev.immure.policy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyOutline;
import dev.immure.policy.PolicySchema;
import dev.immure.policy.ReadyPolicies;
import dev.immure.policy.internal.data.PolicyReader;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.PolicyFaultCode;
import org.junit.jupiter.api.Test;

/** What a host keeps of policies and of their answers: read as what would be written again, or refused. */
class KeptFuzzTest {
    @FuzzTest
    void aPolicyAsDataIsReadOrRefused(byte[] data) {
        isRead(data);
    }

    private static boolean isRead(byte[] data) {
        try {
            Policy policy =
                    new PolicyReader(PolicySchema.facts(), PolicySchema.obligations()).read(data, "policy.json");
            assertThat(CanonicalJson.of(policy)).isEqualTo(data);
            return true;
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(PolicyFaultCode.DATA);
            return false;
        }
    }

    @FuzzTest
    void anAnswerIsReadOrRefused(byte[] data) {
        try {
            assertThat(AnswerJson.write(AnswerJson.read(data, "answer"))).hasValue(data);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(PolicyFaultCode.DATA);
        }
    }

    @FuzzTest
    void anOutlineIsReadOrRefused(byte[] data) {
        OutlineText.read(data)
                .ifPresent(outline -> assertThat(OutlineText.write(outline)).isEqualTo(data));
    }

    @Test
    void thePoliciesThatComeWithImmureAreRead() {
        for (String name : ReadyPolicies.names()) {
            PolicyBundle policy = ReadyPolicies.load(name);
            assertThat(isRead(policy.canonicalJson())).as(name).isTrue();
            PolicyOutline outline = PolicyOutline.of(policy.policy());
            assertThat(OutlineText.read(OutlineText.write(outline))).contains(outline);
        }
    }
}
