package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.cli.ExitStatus;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code immure run} says of the label, on a host where SELinux enforces: the virtual machine of tests/vm. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelinuxRunIT {
    private final Range range;
    private final Path folder;

    SelinuxRunIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    private static void assumeEnforcing() {
        assumeTrue(
                HostProbe.probe().selinux().state() == SelinuxSupport.State.ENFORCING, "SELinux does not enforce here");
    }

    @Test
    void theReceiptHasTheLabelAndTheFirstRefusal() throws IOException, JsonException {
        assumeEnforcing();
        Path secret = Files.writeString(folder.resolve("secret"), "text\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
        Range.Run run = range.run(List.of("-v", secret + ":/q/secret"), "probe:v1", "cat", "/q/secret");
        assertThat(run.outcome().out()).doesNotContain("text");
        JsonObject wall = run.receipt().requireObject("walls").requireObject("selinux");
        assertThat(wall.requireString("state")).isEqualTo("enforced");
        assertThat(wall.requireString("how")).matches("system_u:system_r:immure_t:s0:c[0-9]+,c[0-9]+");
        JsonObject denied = run.receipt().requireObject("result").requireObject("denied");
        assertThat(denied.requireString("layer")).isEqualTo("selinux");
        assertThat(denied.requireString("what")).isEqualTo("read file \"secret\" (file_t:s0)");
    }

    @Test
    void twoRunsAtATimeHaveOtherCategories() throws IOException, JsonException {
        assumeEnforcing();
        Path outer = folder.resolve("outer.json");
        Thread first = Thread.ofPlatform()
                .start(() -> range.immure(List.of(
                        "run",
                        "--key",
                        range.publicKey().toString(),
                        "--receipt",
                        outer.toString(),
                        "probe:v1",
                        "sleep",
                        "3000")));
        Range.Run second = range.run(List.of(), "probe:v1", "sleep", "2000");
        join(first);
        assertThat(label(second.receipt())).isNotEqualTo(label(Range.receipt(outer)));
    }

    private static String label(JsonObject receipt) throws JsonException {
        return receipt.requireObject("walls").requireObject("selinux").requireString("how");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everywhere: the baseline lets nobody take the label away or choose it. */
    @Test
    void anotherLabelIsThePolicysToPermit() throws IOException {
        for (String wish : List.of("label=disable", "label=type:unconfined_t", "label=level:s0")) {
            Range.Run run = range.run(List.of("--security-opt", wish), "probe:v1", "exit", "0");
            assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
            assertThat(run.outcome().err()).contains("LABEL-REPLACED");
        }
    }

    @Test
    void whatIsNoLabelIsNamed() throws IOException {
        Range.Run run = range.run(List.of("--security-opt", "label=user:root"), "probe:v1", "exit", "0");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.outcome().err()).contains("not label=disable, label=type:T or label=level:L");
    }
}
