package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs without a service, as another process of the same user sees them. */
class CommandRunIT {
    @TempDir
    private Path folder;

    @Test
    void aRunOfTheCommandLineIsListedAndEnded() throws IOException, InterruptedException {
        Range range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"));
        List<String> here = List.of("--socket-dir", folder.resolve("none").toString());
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path", ""),
                        "-Djnr.ffi.asm.enabled=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.immure.cli.Main",
                        "run",
                        "--root",
                        range.root().toString(),
                        "--key",
                        range.publicKey().toString(),
                        "probe:v1",
                        "/bin/probe",
                        "sleep",
                        "60000")
                .redirectErrorStream(true)
                .start();
        try {
            String id = awaitNote(range);
            assertThat(range.immure(concat("ps", here)).out()).contains(id, "probe:v1");
            assertThat(range.immure(concat("logs", here, id)).err()).contains("IMM-SERVE-NOT-KEPT");
            assertThat(range.immure(concat("kill", here, id)).status()).isZero();
            run.waitFor();
            assertThat(range.immure(concat("ps", here)).out()).doesNotContain(id);
            assertThat(range.immure(concat("kill", here, id)).err()).contains("IMM-SERVE-NO-SERVICE");
        } finally {
            run.destroyForcibly();
        }
    }

    private static List<String> concat(String command, List<String> options, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(options);
        all.addAll(List.of(more));
        return all;
    }

    private static String awaitNote(Range range) {
        long until = System.nanoTime() + 60_000_000_000L;
        for (; ; ) {
            String[] notes = range.root().resolve("runs").toFile().list((File dir, String name) -> name.length() == 16);
            if (notes != null && notes.length == 1) {
                return notes[0];
            }
            assertThat(System.nanoTime() - until).as("too late").isNegative();
            Thread.onSpinWait();
        }
    }
}
