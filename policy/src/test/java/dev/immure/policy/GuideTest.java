package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.internal.model.FactType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/policy-guide.md says what is so. */
class GuideTest {
    private static String guide = "";

    @BeforeAll
    static void read() throws IOException {
        guide = Files.readString(Path.of("..", "docs", "policy-guide.md"));
    }

    @Test
    void namesEveryFactWithEveryField() {
        for (FactType type : Facts.SCHEMA.types().values()) {
            Matcher row = Pattern.compile("\\| `" + type.name() + "`( \\*many\\*)? \\|(.*)\\|")
                    .matcher(guide);
            assertThat(row.find()).as(type.name()).isTrue();
            assertThat(row.group(1) != null).as("many " + type.name()).isEqualTo(type.most() > 1);
            assertThat(type.fields().keySet())
                    .allSatisfy(field -> assertThat(row.group(2)).contains("`" + field + "`"));
        }
    }

    @Test
    void namesEveryDenialOfTheDecisionPoint() {
        for (DenialCode code : DenialCode.values()) {
            assertThat(guide).contains("`" + code.id() + "`");
        }
    }

    @Test
    void showsOnlyRulesThatAreInOrder() {
        Matcher examples = Pattern.compile(
                        "```\n(rule \"[A-Z]{3}-[0-9]{3} (?!words of your own).*?\nend\n)```", Pattern.DOTALL)
                .matcher(guide);
        List<String> rules = new ArrayList<>();
        while (examples.find()) {
            rules.add(examples.group(1));
        }
        assertThat(rules).hasSize(5);
        SortedMap<String, byte[]> files = Policies.files(String.join("\n", rules));
        files.put("policy.yaml", "schema: 1\nparameters: {team-memory: 2g}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(Policies.faults(files)).isEmpty();
    }
}
