package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Policies in order, broken a little at random: always an answer, never an exception. */
class MutationTest {
    private static final int ROUNDS = 1500;
    private static final List<String> WORDS = List.of(
            "rule ",
            "when ",
            "then ",
            "end\n",
            "not ",
            "exists ",
            "or ",
            "and ",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "\\",
            "/*",
            "*/",
            "//",
            ";",
            ",",
            ":",
            ":=",
            "$x",
            "==",
            "!=",
            "&&",
            "||",
            "!",
            "in ",
            "matches ",
            "memberOf ",
            "contains ",
            "str[startsWith] ",
            "null",
            "true",
            "-1",
            "9223372036854775807L",
            "0.5",
            "from ",
            "accumulate(",
            "eval(",
            "forall(",
            "over window:length(1)",
            "@a(b)",
            "salience ",
            "date-effective ",
            "extends ",
            "query ",
            "function ",
            "declare ",
            "import ",
            "global ",
            "package ",
            "unit ",
            "do[x]",
            "then[x]",
            "?q(;)",
            "\u0000",
            "\u202e",
            "é",
            "\n",
            "#",
            "`",
            "dialect \"mvel\"",
            "ImageFacts(",
            "MountRequest( $y : source )",
            "decision.deny(",
            "decision.require(\"no-network\");");

    @Test
    void neverThrowsAndWhatItAcceptsCanDecide() {
        SplittableRandom random = new SplittableRandom(5);
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String drl = new RandomPolicies(random.split()).rules(1 + random.nextInt(3));
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                drl = change(drl, random);
            }
            if (PolicyBundle.compile("test", Policies.files(drl)) instanceof PolicyCompilation.Compiled compiled) {
                accepted++;
                assertThat(Policies.codes(Policies.decide(
                                compiled.bundle(), Inputs.valid().build())))
                        .as(drl)
                        .doesNotContain("POLICY-EXCEPTION", "POLICY-DEADLINE");
            }
        }
        assertThat(accepted)
                .as("some changes leave the policy in order, most do not")
                .isBetween(ROUNDS / 100, ROUNDS / 2);
    }

    private static String change(String drl, SplittableRandom random) {
        int from = random.nextInt(drl.length());
        int to = Math.min(drl.length(), from + random.nextInt(6));
        String insert = random.nextInt(3) == 0 ? "" : WORDS.get(random.nextInt(WORDS.size()));
        return drl.substring(0, from) + insert + drl.substring(to);
    }

    @Test
    void anyBytesGetAnAnswer() {
        SplittableRandom random = new SplittableRandom(6);
        byte[] valid = Policies.PERMIT.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = valid.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            java.util.TreeMap<String, byte[]> files = new java.util.TreeMap<>();
            files.put("test.drl", bytes);
            assertThat(PolicyBundle.compile("test", files)).isNotNull();
        }
    }
}
