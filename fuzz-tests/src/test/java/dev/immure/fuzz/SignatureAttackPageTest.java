package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.fuzz.Promises.NamedTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/signature-attacks.md: every attack has a test that exists, and every test that names an attack has its row. */
class SignatureAttackPageTest {
    private static final Path ROOT = Path.of("..");
    private static final int CATALOGUE = 50;
    private static final int LAYOUTS = 9;
    private static final int FEWEST_TESTS = 100;
    private static final Pattern ROW = Pattern.compile("\\| (S\\d+) \\|[^|]+\\|[^|]+\\|[^|]+\\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern CODE = Pattern.compile("IMM-[A-Z0-9-]+");
    /** As comments of tests name rows. */
    private static final Pattern MENTION = Pattern.compile("(?:/\\*\\*|//|\\*|,|and) (S\\d{1,2})\\b(?=[ :,.(])");

    @Test
    void everyAttackNamesTestsThatExist() throws IOException {
        TestSources sources = TestSources.below(ROOT);
        List<String> flaws = new ArrayList<>();
        for (String row : rows()) {
            List<NamedTest> tests = tests(row);
            if (tests.isEmpty()) {
                flaws.add("no test: " + row);
            }
            tests.stream().filter(test -> !sources.has(test)).forEach(test -> flaws.add(test + " is no test: " + row));
        }
        assertThat(flaws).isEmpty();
        assertThat(rows().stream().flatMap(row -> tests(row).stream()).distinct())
                .hasSizeGreaterThanOrEqualTo(FEWEST_TESTS);
    }

    @Test
    void theCatalogueIsCompleteAndInOrder() throws IOException {
        assertThat(rows().stream().map(SignatureAttackPageTest::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, CATALOGUE + LAYOUTS)
                        .mapToObj(number -> "S" + number)
                        .toList());
    }

    @Test
    void everyCodeThatIsNamedExists() throws IOException {
        String errors = Files.readString(ROOT.resolve("docs/errors.md"));
        assertThat(rows().stream().flatMap(row -> CODE.matcher(row).results()).map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(code -> assertThat(errors).contains("`" + code + "`"));
    }

    @Test
    void everyRowThatTestsMentionExistsAndNamesTheirClass() throws IOException {
        List<String> rows = rows();
        List<String> flaws = new ArrayList<>();
        for (Path file : javaTests()) {
            String name = String.valueOf(file.getFileName()).replace(".java", "");
            for (String id : mentions(Files.readString(file))) {
                boolean named =
                        rows.stream().filter(row -> id(row).equals(id)).anyMatch(row -> row.contains("`" + name + "#"));
                if (!named) {
                    flaws.add(name + " mentions " + id + ", whose row does not name it");
                }
            }
        }
        assertThat(flaws).isEmpty();
    }

    private static List<String> mentions(String source) {
        return MENTION.matcher(source).results().map(found -> found.group(1)).toList();
    }

    private static List<Path> javaTests() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("/src/test/java/"))
                    .filter(file -> file.toString().endsWith("Test.java")
                            || file.toString().endsWith("IT.java"))
                    .toList();
        }
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/signature-attacks.md")).stream()
                .filter(line -> ROW.matcher(line).matches())
                .toList();
    }

    private static String id(String row) {
        return row.substring(2, row.indexOf(" |", 2));
    }

    private static List<NamedTest> tests(String row) {
        return TEST.matcher(row)
                .results()
                .map(found -> new NamedTest(found.group(1), found.group(2)))
                .toList();
    }
}
