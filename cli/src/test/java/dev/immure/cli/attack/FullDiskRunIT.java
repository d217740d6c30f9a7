package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.ExitStatus;
import dev.immure.cli.SuppressForbidden;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room for a record. It is a tmpfs of 64 KiB that only the processes of this test see. */
class FullDiskRunIT {
    /** $1 is the audit folder, the rest is the command. */
    private static final String SCRIPT = """
            audit=$1; shift
            mkdir -p "$audit" && mount -t tmpfs -o size=64k,mode=0700 tmpfs "$audit" || exit 99
            run() { "$@" >/dev/null 2>"$audit.err"; echo "$?"; grep -o 'IMM-[A-Z-]*' "$audit.err" | tail -1; }
            echo first; run "$@"
            dd if=/dev/zero of="$audit/ballast" bs=1k 2>/dev/null
            echo full; run "$@"
            echo again; run "$@"
            rm "$audit/ballast"
            echo room; run "$@"
            cp -a "$audit" "$audit.kept"
            """;

    @TempDir
    private Path folder;

    @Test
    @SuppressForbidden(reason = "unshare and the command that is tried, with arguments of this test")
    void aFullDiskRefusesTheLaunchAndRoomLetsTheNextOneGo() throws IOException, InterruptedException {
        Range range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process shell = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "--propagation",
                        "private",
                        "sh",
                        "-c",
                        SCRIPT,
                        "sh",
                        range.root().resolve("audit").toString(),
                        java.toString(),
                        "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                        "-Djnr.ffi.asm.enabled=false",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.immure.cli.Main",
                        "run",
                        "--root",
                        range.root().toString(),
                        "--config",
                        folder.resolve("immure.yaml").toString(),
                        "--key",
                        range.publicKey().toString(),
                        "probe:v1")
                .redirectErrorStream(true)
                .start();
        List<String> said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(shell.waitFor()).as(String.valueOf(said)).isZero();
        String refused = String.valueOf(ExitStatus.FAILED);
        assertThat(said)
                .containsExactly(
                        "first", "0", "full", refused, "IMM-AUDIT-IO", "again", refused, "IMM-AUDIT-IO", "room", "0");
        Path kept = range.root().resolve("audit.kept");
        List<String> records = Files.readAllLines(kept.resolve("audit.log"), StandardCharsets.US_ASCII);
        assertThat(AuditVerifier.verify(kept)).isInstanceOf(AuditVerification.Intact.class);
        assertThat(records.stream().filter(record -> record.contains("\"sandbox.started\"")))
                .as("only the runs that there was room to record")
                .hasSize(2);
    }
}
