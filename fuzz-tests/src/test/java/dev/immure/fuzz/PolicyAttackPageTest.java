package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.fuzz.Promises.NamedTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/policy-attacks.md: its tests and codes exist, and it has exactly the attacks that InjectionTest makes. */
class PolicyAttackPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern INJECTION = Pattern.compile("\\| D\\d+ \\| ([^|]+) \\| `IMM-POLICY-([A-Z-]+)` \\|");
    private static final Pattern WORK = Pattern.compile("\\| D\\d+ \\|[^|]+\\|[^|]+\\|[^|]+\\|([^|]+)\\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern CODE = Pattern.compile("`(IMM-POLICY-[A-Z-]+)`");
    /** The first and the third argument of a case: its name and its code. */
    private static final Pattern CASE =
            Pattern.compile("arguments\\(\\s*\"([^\"]+)\",.*?\"([A-Z-]+)\",\\s*\\d+\\)", Pattern.DOTALL);

    @Test
    void hasARowForEveryAttackThatIsMadeAndNoOther() throws IOException {
        String source = Files.readString(ROOT.resolve("policy/src/test/java/dev/immure/policy/InjectionTest.java"));
        Set<String> made = new TreeSet<>();
        CASE.matcher(source).results().forEach(found -> made.add(found.group(1) + ": " + found.group(2)));
        Set<String> told = new TreeSet<>();
        for (String line : lines()) {
            INJECTION.matcher(line).results().forEach(found -> told.add(found.group(1) + ": " + found.group(2)));
        }
        assertThat(told).hasSizeGreaterThan(30).isEqualTo(made);
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        TestSources sources = TestSources.below(ROOT);
        for (String line : lines()) {
            List<NamedTest> tests = TEST.matcher(line)
                    .results()
                    .map(found -> new NamedTest(found.group(1), found.group(2)))
                    .toList();
            assertThat(tests).as(line).allMatch(sources::has);
            if (WORK.matcher(line).matches()) {
                assertThat(tests).as(line).isNotEmpty();
            }
        }
    }

    @Test
    void everyCodeThatIsNamedExists() throws IOException {
        String errors = Files.readString(ROOT.resolve("docs/errors.md"));
        assertThat(CODE.matcher(String.join("\n", lines())).results().map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(code -> assertThat(errors).contains(code));
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/policy-attacks.md"));
    }
}
