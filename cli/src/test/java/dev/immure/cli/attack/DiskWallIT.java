package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The disk limit as a user asks for it, and what the receipt says of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiskWallIT {
    private final Range range;

    DiskWallIT(@TempDir Path folder) throws IOException {
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "0:0");
    }

    private Range.Run run(String options, String command) throws IOException {
        List<String> given = options.isEmpty() ? List.of() : Arrays.asList(options.split(" ", -1));
        return range.run(given, "probe:v1", command.split(" ", -1));
    }

    private static JsonObject result(Range.Run run) throws JsonException {
        return run.receipt().requireObject("result");
    }

    private static String how(Range.Run run) throws JsonException {
        return run.receipt().requireObject("walls").requireObject("disk").requireString("how");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--disk=4m | tmpfs | statfs of the writable tmpfs mounts",
                "--disk=4m,backend=tmpfs | tmpfs | statfs of the writable tmpfs mounts",
                "--disk=4m,backend=loop | ext4 of fixed size | statfs of the sandbox's own ext4",
                "--disk=4m,inodes=100,backend=loop | ext4 of fixed size | statfs of the sandbox's own ext4",
                // More than its memory: a tmpfs could never hold it.
                "--disk=40m --memory=32m | ext4 of fixed size | statfs of the sandbox's own ext4",
            })
    void aFullDiskIsNamedWithItsBackEndAndItsMeter(String options, String how, String meter)
            throws IOException, JsonException {
        Range.Run run = run(options, "fill /file 400000000");
        assertThat(run.verdict()).as(run.outcome().err()).isEqualTo("DQE");
        assertThat(how(run)).startsWith(how);
        assertThat(result(run).requireString("diskMeter")).startsWith(meter);
        long limit = options.contains("40m") ? 40 << 20 : 4 << 20;
        assertThat(result(run).requireLong("diskUsedBytes")).isBetween(limit - 65_536, limit + 131_072);
    }

    @Test
    void theReceiptTellsWhatWasWrittenWhere() throws IOException, JsonException {
        Range.Run run = run("--disk=4m,backend=loop --tmpfs /q:size=1m", "fill /q/file 400000000");
        assertThat(run.verdict()).as(run.outcome().err()).isEqualTo("DQE");
        String receipt = Files.readString(run.file()).replaceAll("\\s+", "");
        assertThat(receipt)
                .contains("{\"place\":\"/q\",\"bytes\":1048576,\"inodes\":1,\"full\":true}")
                .containsPattern("\\{\"place\":\"/\",\"bytes\":[0-9]{5},\"inodes\":[0-9]{1,2},\"full\":false}");
    }

    /** A tmpfs of that size would end the program for its memory. */
    @Test
    void aDiskOfTheHostsIsNoMemory() throws IOException, JsonException {
        String fill = "fill /file 90000000";
        assertThat(run("--memory=32m --disk=100m,backend=tmpfs", fill).verdict())
                .isEqualTo("MLE");
        assertThat(run("--memory=32m --disk=100m", fill).verdict()).isEqualTo("OK");
    }

    @Test
    void aBackEndThatTheHostLacksIsRefusedByName() throws IOException {
        Range.Outcome refused = run("--disk=64m,backend=btrfs", "exit 0").outcome();
        assertThat(refused.err()).contains("IMM-DISK-BACKEND").contains("is not on btrfs");
        assertThat(refused.status()).isNotZero();
    }
}
