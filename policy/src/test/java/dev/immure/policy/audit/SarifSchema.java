package dev.immure.policy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The schema of SARIF 2.1.0 and a validator of others, where {@code tools/install-test-modules} has put them. */
public final class SarifSchema {
    private static final Path MODULE = Path.of("src/test/npm").toAbsolutePath();

    private SarifSchema() {}

    /**
     * The log fits. The test is skipped, with that reason, where the schema is not installed.
     *
     * @param directory for the file
     */
    public static void assertFits(Path directory, byte[] log) throws IOException, InterruptedException {
        assertThat(errors(directory, log)).isEmpty();
    }

    /** What does not fit; empty when all does. */
    static String errors(Path directory, byte[] log) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("log.sarif"), log);
        ProcessBuilder node =
                new ProcessBuilder(List.of("node", MODULE.resolve("sarif.js").toString(), file.toString()));
        node.environment().put("NODE_PATH", modules().toString());
        Process process = node.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assertThat(said.isEmpty()).as(said).isEqualTo(status == 0);
        return said;
    }

    private static Path modules() throws IOException {
        Path cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        String lock = Digest.of(Files.readAllBytes(MODULE.resolve("package-lock.json")))
                .hex();
        Path modules = cache.resolve("immure/npm-" + lock.substring(0, 16)).resolve("node_modules");
        assumeTrue(
                Files.isDirectory(modules),
                "the schema of SARIF is not on this machine: run tools/install-test-modules");
        return modules;
    }
}
