package dev.immure.core.audit;

import dev.immure.core.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Valid logs to break, and the raw bytes of their files. */
final class AuditFixture {
    static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00.000000001Z"));
    static final Digest IMAGE = Digest.of("image".getBytes(StandardCharsets.US_ASCII));
    static final Digest POLICY = Digest.of("policy".getBytes(StandardCharsets.US_ASCII));
    static final Digest PLAN = Digest.of("plan".getBytes(StandardCharsets.US_ASCII));

    private AuditFixture() {}

    /** The events of one run. */
    static List<AuditEvent> run(String id) {
        return List.of(
                new AuditEvent.ImageVerified(
                        id,
                        "judge/gcc:14",
                        IMAGE,
                        List.of(new Signer("key:ab12", "cosign-key", Map.of("b", "2", "a", "1")))),
                new AuditEvent.PolicyDecided(
                        id,
                        Decision.PERMIT,
                        IMAGE,
                        "baseline",
                        POLICY,
                        List.of("signed"),
                        List.of("drop CAP_CHOWN"),
                        List.of()),
                new AuditEvent.SandboxStarted(id, IMAGE, PLAN),
                new AuditEvent.SandboxExited(id, Verdict.OK, new Ending.Exited(0), measured()));
    }

    static Measurements measured() {
        return Measurements.none()
                .metered(Meter.CPU, "cgroup-v1")
                .with(Figure.CPU_TIME, 12_345_678)
                .metered(Meter.WALL, "clock-monotonic")
                .with(Figure.WALL_TIME, 20_000_000);
    }

    /** A log of {@code runs} times four records, each run appended in one call. */
    static AuditPosition write(Path directory, int runs) {
        try (AuditLog log = AuditLog.open(directory, NOON)) {
            AuditPosition last = AuditPosition.START;
            for (int i = 0; i < runs; i++) {
                last = log.append(run("run-" + i));
            }
            return last;
        }
    }

    static AuditPosition appendOne(Path directory) {
        try (AuditLog log = AuditLog.open(directory, NOON)) {
            return log.append(new AuditEvent.SandboxStarted("later", IMAGE, PLAN));
        }
    }

    static byte[] log(Path directory) {
        return read(directory.resolve("audit.log"));
    }

    static byte[] head(Path directory) {
        return read(directory.resolve("audit.head"));
    }

    static List<String> lines(Path directory) {
        return new ArrayList<>(
                new String(log(directory), StandardCharsets.US_ASCII).lines().toList());
    }

    static void writeLines(Path directory, List<String> lines) {
        writeLog(directory, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    static void writeLog(Path directory, byte[] bytes) {
        write(directory.resolve("audit.log"), bytes);
    }

    static void writeHead(Path directory, byte[] bytes) {
        write(directory.resolve("audit.head"), bytes);
    }

    /** In place: owner and mode stay. */
    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
