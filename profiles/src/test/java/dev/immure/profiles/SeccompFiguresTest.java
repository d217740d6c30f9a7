package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.bpf.BpfEmulator;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SystemCallTable;
import dev.immure.profiles.ShippedFilters.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/seccomp-default.md true. Run with {@code -Dimmure.docs.write=true} to write its figures anew.
 */
class SeccompFiguresTest {
    private static final String BEGIN = "<!-- figures: begin -->";
    private static final String END = "<!-- figures: end -->";
    private static final int NUMBERS = 471;

    @Test
    void theDocumentGivesTheFiguresOfTheCompiledFilters() throws IOException {
        Path document = document();
        String text = Files.readString(document);
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        String after = text.substring(text.indexOf(END));
        String expected = before + "\n" + figures() + after;
        if (Boolean.getBoolean("immure.docs.write")) {
            Files.writeString(document, expected);
        }
        assertThat(Files.readString(document)).isEqualTo(expected);
    }

    @Test
    void allowsFewerThanTheEngines() {
        // What the default profiles of podman 4.3 (312) and Docker 20.10 (292) allow, counted in the same way.
        assertThat(counts(ShippedFilters.DEFAULT).allow()).isLessThanOrEqualTo(250);
        assertThat(counts(ShippedFilters.STRICT).allow()).isLessThanOrEqualTo(200);
    }

    @Test
    void isNotLongerThanTheFiltersOfTheEngines() {
        // Docker 20.10's has 974 instructions, podman 4.3's 1125. Ours looks at the limit that keeps core dumps away.
        assertThat(ShippedFilters.all()).allMatch(filter -> filter.program().length() < 1125);
    }

    @Test
    void answersTheCommonCallsInFewInstructions() {
        BpfEmulator emulator = new BpfEmulator(ShippedFilters.DEFAULT.program());
        for (String call : List.of("read", "write", "futex", "openat", "close", "mmap")) {
            assertThat(emulator.run(ShippedFilters.number(call))).isEqualTo(ShippedFilters.ALLOW);
            assertThat(emulator.steps()).as(call).isLessThan(30);
        }
    }

    private record Counts(int allow, int conditional, int eperm, int enosys, int other) {}

    private static Counts counts(Filter filter) {
        BpfEmulator emulator = new BpfEmulator(filter.program());
        Set<String> allowed = allowedForSome(filter);
        int conditional = (int)
                allowed.stream().filter(name -> isConditional(filter, name)).count();
        int eperm = 0;
        int enosys = 0;
        int other = 0;
        for (int number = 0; number < NUMBERS; number++) {
            if (!allowed.contains(SystemCallTable.name(number).orElse(""))) {
                int answer = emulator.run(number);
                eperm += answer == ShippedFilters.EPERM ? 1 : 0;
                enosys += answer == ShippedFilters.ENOSYS ? 1 : 0;
                other += answer != ShippedFilters.EPERM && answer != ShippedFilters.ENOSYS ? 1 : 0;
            }
        }
        return new Counts(allowed.size(), conditional, eperm, enosys, other);
    }

    /** Calls that some arguments get through, asked of the compiled filter with each rule's own values. */
    private static Set<String> allowedForSome(Filter filter) {
        BpfEmulator emulator = new BpfEmulator(filter.program());
        Set<String> allowed = new TreeSet<>();
        for (SeccompRule rule : filter.profile().rules()) {
            long[] registers = new long[6];
            rule.arguments().forEach(a -> registers[a.index()] = a.value());
            for (String name : rule.names()) {
                if (emulator.run(ShippedFilters.number(name), registers) == ShippedFilters.ALLOW) {
                    allowed.add(name);
                }
            }
        }
        return allowed;
    }

    private static boolean isConditional(Filter filter, String name) {
        return filter.profile().rules().stream()
                .anyMatch(
                        rule -> rule.names().contains(name) && !rule.arguments().isEmpty());
    }

    private static String figures() {
        StringBuilder out = new StringBuilder();
        out.append("| filter | ALLOW | of these, by argument | EPERM | ENOSYS | other error |\n");
        out.append("|---|---|---|---|---|---|\n");
        for (Filter filter : ShippedFilters.all()) {
            Counts c = counts(filter);
            out.append("| ")
                    .append(filter.title())
                    .append(" | ")
                    .append(c.allow())
                    .append(" | ");
            out.append(c.conditional())
                    .append(" | ")
                    .append(c.eperm())
                    .append(" | ")
                    .append(c.enosys())
                    .append(" | ");
            out.append(c.other()).append(" |\n");
        }
        // Measured in running containers: podman 4.3.1 and Docker 20.10 of Debian 12.
        out.append("| podman 4.3.1 | 312 | | 33 | 126 | |\n");
        out.append("| Docker 20.10 | 292 | | 157 | 22 | |\n");
        out.append("| containerd 1.6, `ctr --seccomp` | 295 | | 154 | 22 | |\n");
        out.append("\n## Each call under `default`\n\n");
        lists().forEach((action, names) -> out.append("**")
                .append(action)
                .append("** (")
                .append(names.size())
                .append("): ")
                .append(String.join(" ", names))
                .append(".\n\n"));
        return out.toString();
    }

    private static Map<String, Set<String>> lists() {
        BpfEmulator emulator = new BpfEmulator(ShippedFilters.DEFAULT.program());
        Set<String> allowed = allowedForSome(ShippedFilters.DEFAULT);
        return IntStream.rangeClosed(0, SystemCallTable.last())
                .mapToObj(SystemCallTable::name)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(
                        name -> action(emulator, allowed, name), TreeMap::new, Collectors.toCollection(TreeSet::new)));
    }

    private static String action(BpfEmulator emulator, Set<String> allowed, String name) {
        if (allowed.contains(name)) {
            return isConditional(ShippedFilters.DEFAULT, name) ? "ALLOW, by argument" : "ALLOW";
        }
        return emulator.run(ShippedFilters.number(name)) == new SeccompAction.Errno(38).returnValue()
                ? "ENOSYS"
                : "EPERM";
    }

    /** From the module's folder upwards. */
    private static Path document() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path document = at.resolve("docs/seccomp-default.md");
            if (Files.isRegularFile(document)) {
                return document;
            }
        }
        throw new IllegalStateException("docs/seccomp-default.md is not above the working directory");
    }
}
