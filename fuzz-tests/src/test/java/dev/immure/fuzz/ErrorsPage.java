package dev.immure.fuzz;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.immure.core.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/errors.md, made from every enum of fault codes on the class path and from the Javadoc in its source. */
final class ErrorsPage {
    private static final String HEAD = """
            # Fault codes

            This page is made from the enums of fault codes; a test compares the two. To write it anew:
            `mvn -B -pl fuzz-tests -am test -Dtest=ErrorsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dimmure.docs.write=true`.

            A fault has four parts: what failed, on what, why, and what to do; and one of these codes. A code keeps its
            meaning for ever and is never used for another cause, so scripts may match on it. The `kind` decides the
            exit status: `refused` is 77, all others are 125 (`docs/commands.md` names the exceptions of `run`).

            | kind | whose turn it is |
            |---|---|
            | `usage` | the caller's: the command line or a file of settings is wrong |
            | `input` | the author's of an image, a signature or a policy: it is malformed, hostile or beyond a limit |
            | `refused` | nobody's: all was understood, and the answer is no |
            | `host` | the administrator's: the host lacks something or would not do it |
            | `internal` | Immure's: a defect; please report it |

            The launcher script has codes of its own, `IMM-BUILD-…`, for building the tree. A decision of the policy names its
            reasons by the codes of the rules, and by `POLICY-…` where the decision point itself denies.
            """;

    private ErrorsPage() {}

    /** Every code on the class path, the enums in the order of their first id. */
    static List<FaultCode> codes() {
        return enums().stream()
                .flatMap(type -> Stream.of(type.getEnumConstants()))
                .map(FaultCode.class::cast)
                .toList();
    }

    static String markdown(Path root) throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        Map<String, List<FaultCode>> areas = new TreeMap<>();
        for (FaultCode code : codes()) {
            areas.computeIfAbsent(area(code), ignored -> new ArrayList<>()).add(code);
        }
        for (Map.Entry<String, List<FaultCode>> area : areas.entrySet()) {
            page.append("\n## ").append(area.getKey()).append("\n\n| code | kind | meaning |\n|---|---|---|\n");
            for (FaultCode code : area.getValue()) {
                page.append(row(root, code));
            }
        }
        return page.toString();
    }

    /** The Javadoc of a constant, in one line; empty where it has none. */
    static String meaning(Path root, FaultCode code) throws IOException {
        Enum<?> constant = (Enum<?>) code;
        Matcher found = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*" + constant.name() + "\\(", Pattern.DOTALL)
                .matcher(source(root, constant.getDeclaringClass()));
        if (!found.find()) {
            return "";
        }
        String text = found.group(1).replaceAll("\\n\\s*\\*", " ").replaceAll("\\s+", " ");
        return text.replaceAll("\\{@(?:code|link) #?([^}]*)\\}", "`$1`").trim();
    }

    private static String row(Path root, FaultCode code) throws IOException {
        return "| `" + code.id() + "` | " + code.kind().name().toLowerCase(Locale.ROOT) + " | "
                + meaning(root, code).replace("|", "\\|") + " |\n";
    }

    private static String area(FaultCode code) {
        return code.id().replaceFirst("^(IMM-[A-Z0-9]+)-.*$", "$1");
    }

    private static List<Class<?>> enums() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.immure").stream()
                        .filter(JavaClass::isEnum)
                        .filter(type -> type.isAssignableTo(FaultCode.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .sorted(Comparator.comparing(Class::getName))
                        .toList();
    }

    private static String source(Path root, Class<?> type) throws IOException {
        String file = "src/main/java/" + type.getName().replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.list(root)) {
            return Files.readString(modules.map(module -> module.resolve(file))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow());
        }
    }
}
