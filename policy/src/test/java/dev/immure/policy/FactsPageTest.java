package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/policy-facts.md has every field of every fact, of the type that rules see, and no other. */
class FactsPageTest {
    private static final Pattern SECTION = Pattern.compile("\n## (\\w+)\n(.*?)(?=\n## |\\z)", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\| ([^|]+) \\|$");

    private static final Map<String, String> SECTIONS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policy-facts.md"));
        SECTION.matcher(page).results().forEach(section -> SECTIONS.put(section.group(1), section.group(2)));
    }

    private static List<MatchResult> rows(FactType type) {
        return ROW.matcher(SECTIONS.getOrDefault(type.name(), "")).results().toList();
    }

    @Test
    void hasASectionForEachFactAndNoOther() {
        assertThat(SECTIONS).containsOnlyKeys(Facts.SCHEMA.types().keySet());
    }

    @Test
    void namesEachFieldOnceWithItsType() {
        for (FactType type : Facts.SCHEMA.types().values()) {
            Map<String, String> page =
                    rows(type).stream().collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
            Map<String, String> schema = type.fields().values().stream()
                    .collect(Collectors.toMap(
                            FactField::name, field -> field.kind().name().toLowerCase(Locale.ROOT)));
            assertThat(page).as(type.name()).isEqualTo(schema);
        }
    }

    @Test
    void givesEachNumberAUnitAndEachFieldAMeaning() {
        for (FactType type : Facts.SCHEMA.types().values()) {
            for (MatchResult row : rows(type)) {
                String field = type.name() + "." + row.group(1);
                assertThat(row.group(4)).as(field).isNotBlank();
                if (row.group(2).equals(FieldKind.NUMBER.name().toLowerCase(Locale.ROOT))) {
                    assertThat(row.group(3)).as("unit of " + field).isNotBlank();
                }
            }
        }
    }

    @Test
    void tellsHowManyThereCanBeOfEach() {
        for (FactType type : Facts.SCHEMA.types().values()) {
            String count = type.most() == 1
                    ? "One per decision."
                    : "Up to " + String.format(Locale.ROOT, "%,d", type.most()) + " per decision.";
            assertThat(SECTIONS.get(type.name())).contains(count);
        }
    }
}
