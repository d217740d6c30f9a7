package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.caller.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As docker run reads {@code --env-file} and {@code -e}. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressForbidden(reason = "mkfifo(1)")
class EnvironmentReaderTest {
    @TempDir
    private Path directory;

    private final List<String> faults = new ArrayList<>();
    private final EnvironmentReader reader =
            new EnvironmentReader(Variables.of(Map.of("HERE", "a value", "EMPTY", "")), faults);

    private void read(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("env"), content);
        file.toFile().setWritable(false, false);
        reader.file(file);
    }

    private void read(String content) throws IOException {
        read(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsLinesAsTheyStand() throws IOException {
        read("A=1\n# a comment\n\n  B = x \nC=\"quoted\" # no comment\r\nD==\nE=\n");
        assertThat(faults).containsExactly("--env-file " + directory.resolve("env") + ":4: a blank in the name B ");
        assertThat(reader.variables()).containsExactly("A=1", "C=\"quoted\" # no comment", "D==", "E=");
    }

    @Test
    void aNameAloneTakesTheCallersValue() throws IOException {
        read("HERE\nMISSING\nEMPTY\n");
        assertThat(reader.variables()).containsExactly("HERE=a value", "EMPTY=");
        assertThat(faults).isEmpty();
    }

    @Test
    void anOptionWithANameAloneTakesTheCallersValueOrTheImagesAway() {
        reader.option("HERE");
        reader.option("MISSING");
        reader.option("X=1=2");
        reader.option("Y=");
        assertThat(reader.variables()).containsExactly("HERE=a value", "MISSING", "X=1=2", "Y=");
        assertThat(faults).isEmpty();
    }

    /** E23: nothing is ever a command, an option or a second line. */
    @Test
    void charactersOfAShellAreJustCharacters() throws IOException {
        read("A=$(id);`id`\nB=--privileged\n");
        reader.option("C=two\nlines");
        assertThat(reader.variables()).containsExactly("A=$(id);`id`", "B=--privileged", "C=two\nlines");
    }

    @Test
    void aMarkOfTheByteOrderIsNoPartOfTheFirstName() throws IOException {
        read("\ufeffA=1\n");
        assertThat(reader.variables()).containsExactly("A=1");
    }

    @Test
    void faultsNameTheirLine() throws IOException {
        read("A=1\n=2\nB=\0\n");
        assertThat(faults).hasSize(2);
        assertThat(faults.get(0)).endsWith(":2: no name before =");
        assertThat(faults.get(1)).endsWith(":3: a NUL byte");
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        read(new byte[] {'A', '=', (byte) 0xff});
        assertThat(faults).singleElement().asString().endsWith("it is not UTF-8");
    }

    @Test
    void aFifoIsNotWaitedFor() throws IOException, InterruptedException {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        reader.file(fifo);
        assertThat(faults).singleElement().asString().endsWith("it is not a regular file");
    }

    @Test
    void moreThanAMebibyteIsRefused() throws IOException {
        read("A=" + "x".repeat(1 << 20));
        assertThat(faults).singleElement().asString().contains("larger than");
    }

    @Test
    void namesThatAreNoneAreRefused() {
        reader.option("=x");
        reader.option("");
        reader.option("A=\0");
        assertThat(faults).hasSize(3);
    }
}
