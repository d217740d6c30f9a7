package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the module says is tried where SELinux enforces (SelinuxIT, in tests/vm); here it is only compiled. */
class SelinuxModuleTest {
    private static final Path SECILC = Path.of("/usr/bin/secilc");

    @TempDir
    Path directory = Path.of("/nonexistent");

    /** The smallest policy with levels in which the module's own statements can be resolved. */
    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private String compile(List<Path> sources) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SECILC.toString(), "-M", "true", "-o"));
        command.add(directory.resolve("policy").toString());
        command.addAll(List.of("-f", "/dev/null"));
        sources.forEach(source -> command.add(source.toString()));
        Process secilc = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(secilc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return secilc.waitFor() == 0 ? "" : said;
    }

    @Test
    void compilesWithThePolicyOfTheVirtualMachine() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(SECILC), "secilc is not installed");
        String names = IntStream.range(0, 1024).mapToObj(i -> "c" + i).collect(Collectors.joining(" "));
        String categories = IntStream.range(0, 1024)
                .mapToObj(i -> "(category c" + i + ")")
                .collect(Collectors.joining("\n", "", "\n(categoryorder (" + names + "))\n"));
        List<Path> sources = List.of(
                Path.of("../tests/vm/guest/policy/base.cil"),
                write("immure.cil", SelinuxModule.text()),
                write("categories.cil", categories));
        assertThat(compile(sources)).isEmpty();
    }

    /** Nothing in it may be about a type that belongs to somebody else, but for the devices and /proc. */
    @Test
    void allowsTheSandboxNoTypeButThoseNamed() {
        assertThat(SelinuxModule.text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.contains("(allow immure_t "))
                        .map(line -> line.replaceFirst(".*\\(allow immure_t (\\S+) .*", "$1"))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "self",
                        "immure_file_t",
                        "immure_caller",
                        "null_device_t",
                        "zero_device_t",
                        "random_device_t",
                        "urandom_device_t",
                        "devtty_t",
                        "proc_t",
                        "proc_net_t",
                        "sysctl_t",
                        "sysctl_kernel_t",
                        "sysctl_vm_t",
                        "port_type",
                        "node_type");
    }

    @Test
    void neitherTracesNorRelabelsNorChangesItsLabel() {
        assertThat(SelinuxModule.text().lines().filter(line -> line.startsWith("(allow immure_t ")))
                .noneMatch(
                        line -> line.matches(
                                ".*\\b(ptrace|setexec|setcurrent|dyntransition|setfscreate|relabelfrom|relabelto|mounton)\\b.*"));
    }
}
