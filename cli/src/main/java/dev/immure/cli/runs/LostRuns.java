package dev.immure.cli.runs;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.AuditRecord;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the runs whose owner died before it saw their end, and records that of each: such a run is lost, whatever its
 * program may have come to. PID 1 of a sandbox ends with the socket to its owner, so nothing of it runs on.
 */
public final class LostRuns {
    private static final JsonLimits RECORD = new JsonLimits(1 << 20, 64, 200_000);
    private static final String STARTED = "sandbox.started";
    private static final Set<String> ENDS = Set.of("sandbox.exited", "sandbox.failed");

    private LostRuns() {}

    /**
     * Records them, and takes their notes off, those that were never finished too.
     *
     * @return what they were
     */
    public static List<RunNote> settle(RunFolder folder, Path log, AuditSettings recording) {
        folder.sweep();
        List<RunNote> dead =
                folder.all().stream().filter(note -> !note.owner().isAlive()).toList();
        if (dead.isEmpty()) {
            return List.of();
        }
        Map<String, String> last = lastOf(log, dead.stream().map(RunNote::run).collect(Collectors.toSet()));
        List<RunNote> lost = dead.stream()
                .filter(note -> STARTED.equals(last.get(note.run())))
                .toList();
        if (!lost.isEmpty()) {
            try (AuditLog audit = AuditLog.open(log, recording)) {
                lost.forEach(note -> audit.append(event(note)));
            }
        }
        // Only now: who is killed in between finds them again, and the records with them.
        dead.forEach(note -> folder.remove(note.run()));
        return lost;
    }

    private static AuditEvent event(RunNote note) {
        return AuditEvent.SandboxFailed.of(
                note.run(),
                ServeFault.LOST
                        .at(
                                "lost the run of",
                                note.image(),
                                "process " + note.owner().pid() + ", which carried it out, ended before it saw the end",
                                "Run it again")
                        .fault());
    }

    /** The last thing that the log says of each run: that it started, or that it ended. */
    private static Map<String, String> lastOf(Path log, Set<String> runs) {
        Map<String, String> last = new HashMap<>();
        if (Files.isDirectory(log)) {
            AuditVerifier.verify(log, List.of(), record -> {
                if (record.type().equals(STARTED) || ENDS.contains(record.type())) {
                    String run = run(record);
                    if (runs.contains(run)) {
                        last.put(run, record.type());
                    }
                }
            });
        }
        return last;
    }

    private static String run(AuditRecord record) {
        try {
            return StrictJson.parseObject(record.json().getBytes(StandardCharsets.US_ASCII), RECORD)
                    .string("run")
                    .orElse("");
        } catch (JsonException e) {
            throw new IllegalStateException("a record whose hash is right is no JSON", e);
        }
    }
}
