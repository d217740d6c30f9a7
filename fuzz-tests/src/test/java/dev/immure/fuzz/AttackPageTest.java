package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.fuzz.Promises.NamedTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/attacks.md: every attack has a test that exists, and every test of an attack has a row. */
class AttackPageTest {
    private static final Path ROOT = Path.of("..");
    private static final int CATALOGUE = 38;
    private static final int FEWEST_ESCAPES = 28;
    private static final Pattern ROW = Pattern.compile("\\| (E\\d+|CVE-[^|]+) \\|.*");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern ATTACK = Pattern.compile("void ((?:E\\d+|cve\\d+)_\\w+)\\(");

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
    }

    @Test
    void theCatalogueIsComplete() throws IOException {
        Set<String> ids = rows().stream().map(AttackPageTest::id).collect(Collectors.toCollection(TreeSet::new));
        assertThat(ids)
                .containsAll(IntStream.rangeClosed(1, CATALOGUE)
                        .mapToObj(number -> "E" + number)
                        .toList());
        assertThat(ids).filteredOn(id -> id.startsWith("CVE-")).hasSizeGreaterThanOrEqualTo(FEWEST_ESCAPES);
    }

    @Test
    void everyTestThatIsNamedForAnAttackHasARow() throws IOException {
        Set<String> named = rows().stream()
                .flatMap(row -> tests(row).stream())
                .map(NamedTest::method)
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/dev/immure/fuzz/attack"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith("IT.java")).toList()) {
                assertThat(ATTACK.matcher(Files.readString(file)).results().map(found -> found.group(1)))
                        .as(file.toString())
                        .isSubsetOf(named);
            }
        }
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/attacks.md")).stream()
                .filter(line -> ROW.matcher(line).matches())
                .toList();
    }

    private static String id(String row) {
        Matcher matcher = ROW.matcher(row);
        return matcher.matches() ? matcher.group(1) : "";
    }

    private static List<NamedTest> tests(String row) {
        return TEST.matcher(row)
                .results()
                .map(found -> new NamedTest(found.group(1), found.group(2)))
                .toList();
    }
}
