package dev.immure.fuzz;

import dev.immure.fuzz.Promises.NamedTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The source of every test class of the tree, by simple name; two modules may use one name. Sources rather than
 * classes, since the test classes of other modules are not on the class path of this one.
 */
record TestSources(Map<String, List<String>> byName) {
    private static final Pattern ANNOTATION =
            Pattern.compile("@(Test|ParameterizedTest|RepeatedTest|TestFactory|FuzzTest)\\b");

    static TestSources below(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> sources = Files.walk(tests)) {
                    sources.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        return new TestSources(files.stream()
                .collect(Collectors.groupingBy(
                        TestSources::simpleName, Collectors.mapping(TestSources::read, Collectors.toList()))));
    }

    /** Whether the class has this method, and the method carries the annotation of a test. */
    boolean has(NamedTest test) {
        return byName.getOrDefault(test.type(), List.of()).stream().anyMatch(source -> has(source, test.method()));
    }

    private static boolean has(String source, String method) {
        Matcher declaration = Pattern.compile("\\b(?:void|Stream<DynamicTest>) " + Pattern.quote(method) + "\\(")
                .matcher(source);
        if (!declaration.find()) {
            return false;
        }
        // Members stand four blanks in, so this is the end of the member before, or the head of the class.
        int before = Math.max(0, source.lastIndexOf("\n    }\n", declaration.start()));
        return ANNOTATION.matcher(source.substring(before, declaration.start())).find();
    }

    private static String simpleName(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".java".length());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
