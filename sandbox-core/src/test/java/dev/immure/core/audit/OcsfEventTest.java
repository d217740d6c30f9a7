package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The attributes that schema.ocsf.io, version 1.6.0, requires of the classes that are used, and what their values may be. */
class OcsfEventTest {
    private static final Map<Long, String> CLASSES = Map.of(2003L, "finding", 6002L, "lifecycle", 0L, "base");
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 20, 10_000);

    @TempDir
    Path temporary;

    private final List<AuditRecord> records = new ArrayList<>();

    /** One record of each type. */
    @BeforeEach
    void record() {
        fill(temporary.resolve("all"), AuditSettings.DEFAULT);
        fill(
                temporary.resolve("last"),
                new AuditSettings(
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.of(1),
                        100,
                        Optional.empty(),
                        FactsMask.NONE));
        AuditVerifier.verify(temporary.resolve("all"), List.of(), records::add);
        AuditVerifier.verify(temporary.resolve("last"), List.of(), record -> {
            if (record.type().startsWith("log.")) {
                records.add(record);
            }
        });
        assertThat(records).extracting(AuditRecord::type).contains("log.rotated", "log.removed");
    }

    private static void fill(Path directory, AuditSettings settings) {
        try (AuditLog log = AuditLog.open(directory, settings, AuditFixture.NOON)) {
            AuditFixture.run("r1").forEach(log::append);
            log.append(new AuditEvent.ImageRefused("r2", "evil\u001b[2J", Optional.empty(), "IMM-X", "no"));
            log.append(new AuditEvent.SandboxFailed("r3", "IMM-Y", "cannot", "it", "EPERM"));
        }
    }

    @Test
    void everyEventHasWhatTheSchemaRequiresOfItsClass() throws JsonException {
        for (AuditRecord record : records) {
            JsonObject event = event(record);
            long type = event.requireLong("class_uid");
            assertThat(CLASSES).containsKey(type);
            assertThat(event.requireLong("category_uid")).isEqualTo(type / 1000);
            assertThat(event.requireLong("type_uid")).isEqualTo(type * 100 + event.requireLong("activity_id"));
            assertThat(event.requireLong("severity_id")).isBetween(1L, 6L);
            assertThat(event.requireLong("time")).isEqualTo(record.time().toEpochMilli());
            JsonObject metadata = event.requireObject("metadata");
            assertThat(metadata.requireString("version")).isEqualTo(OcsfEvent.SCHEMA);
            assertThat(metadata.requireObject("product").requireString("name")).isEqualTo("Immure");
            assertThat(metadata.requireObject("product").requireString("vendor_name"))
                    .isNotEmpty();
            assertThat(metadata.requireLong("sequence")).isEqualTo(record.sequence());
            assertThat(event.requireString("raw_data")).isEqualTo(record.json());
        }
    }

    @Test
    void aFindingHasItsInformationAndTheStandardItWasMeasuredBy() throws JsonException {
        for (AuditRecord record : ofTypes("image.verified", "image.refused", "policy.decided")) {
            JsonObject event = event(record);
            assertThat(event.requireLong("class_uid")).isEqualTo(2003);
            assertThat(event.requireLong("activity_id")).isEqualTo(1);
            assertThat(event.requireObject("finding_info").requireString("uid"))
                    .isEqualTo(record.hash().toString());
            assertThat(event.requireObject("finding_info").requireString("title"))
                    .isNotEmpty();
            JsonObject compliance = event.requireObject("compliance");
            assertThat(compliance.strings("standards")).isNotEmpty();
            boolean refused = record.type().equals("image.refused");
            assertThat(compliance.requireLong("status_id")).isEqualTo(refused ? 3 : 1);
            assertThat(compliance.requireString("status")).isEqualTo(refused ? "Fail" : "Pass");
        }
    }

    @Test
    void aLifecycleNamesTheApplicationAndWhatBecameOfIt() throws JsonException {
        for (AuditRecord record : ofTypes("sandbox.started", "sandbox.exited", "sandbox.failed")) {
            JsonObject event = event(record);
            assertThat(event.requireLong("class_uid")).isEqualTo(6002);
            assertThat(event.requireLong("activity_id")).isEqualTo(record.type().equals("sandbox.exited") ? 4 : 3);
            assertThat(event.requireObject("app").requireString("name")).startsWith("sandbox r");
            assertThat(event.requireLong("status_id")).isEqualTo(record.type().equals("sandbox.failed") ? 2 : 1);
        }
    }

    @Test
    void anEventIsOneLineThatDrivesNoTerminal() {
        for (AuditRecord record : records) {
            assertThat(new String(OcsfEvent.of(record, "1"), StandardCharsets.UTF_8))
                    .matches("[ -~]+");
        }
    }

    private List<AuditRecord> ofTypes(String... types) {
        List<AuditRecord> found = records.stream()
                .filter(record -> List.of(types).contains(record.type()))
                .toList();
        assertThat(found).hasSize(types.length);
        return found;
    }

    private static JsonObject event(AuditRecord record) throws JsonException {
        return StrictJson.parseObject(OcsfEvent.of(record, "1.2.3"), LIMITS);
    }
}
