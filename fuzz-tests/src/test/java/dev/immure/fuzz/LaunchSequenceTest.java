package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/launch-sequence.md against the golden plans, which other tests hold equal to what the compiler makes. */
class LaunchSequenceTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern PLANNED = Pattern.compile("(?m)^(?:monitor|stage|init|payload|teardown): ([a-z-]+)");

    @Test
    void thePageHasTheStepsOfEveryPlanInTheirOrder() throws IOException {
        List<String> page = page();

        for (Path golden : goldenPlans()) {
            List<String> planned = matches(PLANNED, Files.readString(golden));

            assertThat(planned).as("a check over nothing would always hold").hasSizeGreaterThan(30);
            assertThat(page.stream().filter(planned::contains).toList())
                    .as(golden.toString())
                    .isEqualTo(planned);
        }
    }

    @Test
    void everyStepOfThePageIsAnOpcode() throws IOException {
        String header = Files.readString(ROOT.resolve("sandbox-core/src/main/c/plan_ops.h"));

        assertThat(page())
                .doesNotHaveDuplicates()
                .allSatisfy(step -> assertThat(header)
                        .contains("OP_" + step.replace('-', '_').toUpperCase(Locale.ROOT) + " = "));
    }

    private static List<String> page() throws IOException {
        return ROW.matcher(Files.readString(ROOT.resolve("docs/launch-sequence.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static List<Path> goldenPlans() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("sandbox-core/src/test/resources/plan"))) {
            List<Path> plans =
                    files.filter(file -> file.toString().endsWith(".txt")).toList();
            assertThat(plans).isNotEmpty();
            return plans;
        }
    }

    /** Each once, in the order of its first occurrence. */
    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }
}
