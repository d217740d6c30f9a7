package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.json.JsonException;
import dev.immure.signing.internal.containers.ContainersPolicy;
import dev.immure.signing.internal.containers.TrustTranslation;
import dev.immure.signing.internal.containers.TrustTranslation.TagBinding;
import dev.immure.signing.internal.containers.TrustTranslation.Translated;

/** A containers policy is read or refused, and no rule that comes of it is without somebody who must sign. */
class ContainersPolicyFuzzTest {
    @FuzzTest
    void aPolicyIsReadOrRefused(byte[] data) {
        try {
            ContainersPolicy policy = ContainersPolicy.parse(data);
            for (TagBinding tags : TagBinding.values()) {
                Translated translated = TrustTranslation.of(policy, tags);
                if (translated.faults().isEmpty()) {
                    assertThat(translated.rules().values()).allSatisfy(rule -> {
                        assertThat(rule.authorities()).isNotEmpty();
                        assertThat(translated.authorities())
                                .containsKeys(rule.authorities().toArray(String[]::new));
                    });
                }
            }
        } catch (JsonException e) {
            assertThat(e.why()).isNotBlank();
        }
    }
}
