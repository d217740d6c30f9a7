package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The attacks of {@link InjectionTest} on the other compiler that Drools has, the classic one: it makes Java and MVEL of rules
 * without the builder whose strings the escapes break out of.
 */
class ClassicEngineTest {
    private static final Path JARS = Path.of("target", "classic");

    /** Text that ends a string of the executable model's builder: the classic engine has no such builder. */
    private static final Set<String> ONLY_THE_MODEL = Set.of(
            "escaped quote in a literal",
            "escaped quote in a regular expression",
            "escaped quote in a rule name",
            "escaped quote in an activation group",
            "escaped quote in an agenda group",
            "escaped quote in an entry point",
            "escaped quote in a query name",
            "quote in a rule name",
            "quote in an activation group",
            "quote in an agenda group",
            "quote in an entry point",
            "quote in a query name");

    @TempDir
    private Path folder;

    /** How often what an attack calls ran. */
    private record Ran(int whileBuilding, int inAll) {}

    private final Map<String, String> attacks = new TreeMap<>();
    private final Map<String, Ran> ran = new TreeMap<>();

    @BeforeEach
    void attack() throws IOException, InterruptedException {
        InjectionTest.attacks().forEach(attack -> attacks.put((String) attack.get()[0], (String) attack.get()[1]));
        Path directory = Files.createDirectory(folder.resolve("drl"));
        for (Map.Entry<String, String> attack : attacks.entrySet()) {
            Files.writeString(directory.resolve(attack.getKey().replace(' ', '-')), attack.getValue());
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        jars() + File.pathSeparator + System.getProperty("java.class.path"),
                        ClassicProbe.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        out.lines()
                .map(line -> line.split(" ", 3))
                .filter(parts -> parts.length == 3)
                .forEach(parts -> ran.put(
                        parts[0].replace('-', ' '), new Ran(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))));
        assertThat(ran.keySet()).isEqualTo(attacks.keySet());
    }

    private static String jars() throws IOException {
        assumeTrue(Files.isDirectory(JARS), "the classic engine is not here: Maven copies it");
        try (Stream<Path> jars = Files.list(JARS)) {
            List<String> all = jars.map(Path::toString).sorted().toList();
            assertThat(all).hasSize(2);
            return String.join(File.pathSeparator, all);
        }
    }

    /** One list of what runs and one of what does not, so that a change of Drools in either direction is seen. */
    @Test
    void whatRunsInTheClassicEngineIsRefusedHereToo() {
        Set<String> wanted = new TreeSet<>(attacks.keySet());
        wanted.removeAll(ONLY_THE_MODEL);
        Set<String> harmful = ran.entrySet().stream()
                .filter(attack -> attack.getValue().inAll() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(harmful).isEqualTo(wanted).hasSize(21);
        attacks.forEach((attack, policy) -> {
            if (wanted.contains(attack)) {
                assertThat(Policies.faults(policy)).as(attack).isNotEmpty();
            }
        });
    }

    /** Before there is a fact, and so in whatever only looks at a policy. */
    @Test
    void theDefaultOfADeclaredTypeRunsWhileItIsBuilt() {
        assertThat(ran.entrySet().stream()
                        .filter(attack -> attack.getValue().whileBuilding() > 0)
                        .map(Map.Entry::getKey))
                .containsExactly("default of a declared type");
    }
}
