package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.cli.pipeline.StandingIds;
import dev.immure.core.audit.AuditRecord;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupLeftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service from its start to its end, whichever that is. */
class ServiceLifeIT {
    @TempDir
    private Path folder;

    private Range range;

    @BeforeEach
    void makeImage() throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"));
    }

    private ServiceProcess start(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--root", range.root().toString()));
        arguments.addAll(List.of(more));
        return ServiceProcess.start(folder.resolve("run"), arguments);
    }

    /** Of a run that sleeps a minute, once its program runs. */
    private String begin(ServiceProcess service) throws IOException, JsonException {
        ApiClient.Reply reply = service.api().post("/v1/run", Requests.run(range, "sleep 60000", "\"detach\":true"));
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        String id = reply.json().requireString("id");
        await(() -> started(service, id));
        return id;
    }

    private boolean started(ServiceProcess service, String id) {
        try {
            Optional<String> run = service.api().get("/v1/runs/" + id).json().string("run");
            return run.isPresent() && events(run.get()).contains("sandbox.started");
        } catch (IOException | JsonException e) {
            throw new AssertionError(e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long until = System.nanoTime() + 60_000_000_000L;
        while (!condition.holds()) {
            assertThat(System.nanoTime() - until).as("too late").isNegative();
            Thread.onSpinWait();
        }
    }

    private List<String> events(String run) {
        return records(record -> record.json().contains("\"run\":\"" + run + "\"")).stream()
                .map(AuditRecord::type)
                .toList();
    }

    private List<AuditRecord> records(Predicate<AuditRecord> wanted) {
        List<AuditRecord> found = new ArrayList<>();
        if (!Files.exists(range.root().resolve("audit"))) {
            return found;
        }
        AuditVerifier.verify(range.root().resolve("audit"), List.of(), record -> {
            if (wanted.test(record)) {
                found.add(record);
            }
        });
        return found;
    }

    private static String runId(ServiceProcess service, String id) throws IOException, JsonException {
        return service.api().get("/v1/runs/" + id).json().requireString("run");
    }

    private static boolean hasCgroup(String run) {
        return CgroupLeftovers.runs(CgroupLayout.detect(Optional.empty())).contains(run);
    }

    private String killServiceInARun() throws IOException, InterruptedException, JsonException {
        try (ServiceProcess first = start()) {
            String run = runId(first, begin(first));
            await(() -> hasCgroup(run));
            first.signal("KILL");
            first.awaitEnd();
            return run;
        }
    }

    @Test
    void whatAKilledServiceLeavesIsEndedRemovedAndRecordedAsLost()
            throws IOException, InterruptedException, JsonException {
        String run = killServiceInARun();
        try (ServiceProcess second = start()) {
            assertThat(events(run)).endsWith("sandbox.started", "sandbox.failed");
            assertThat(records(record -> record.json().contains(run)).getLast().json())
                    .contains("IMM-SERVE-LOST")
                    .doesNotContain("\"OK\"");
            assertThat(hasCgroup(run)).isFalse();
            assertThat(range.root().resolve("runs").toFile().list()).isEmpty();
            ApiClient.Reply next = second.api().post("/v1/run", Requests.run(range, "exit 0"));
            assertThat(next.status()).as(next.body()).isEqualTo(200);
        }
        assertThat(range.audit()).isInstanceOf(AuditVerification.Intact.class);
    }

    private static Set<String> standing(long pid) {
        return CgroupLeftovers.runs(CgroupLayout.detect(Optional.empty())).stream()
                .filter(id -> StandingIds.isOf(pid, id))
                .collect(Collectors.toSet());
    }

    /** A PID 1 of the service's waits in recvmsg(2), its call 47 (proc(5), /proc/pid/syscall). */
    private static boolean standsReady(long service) {
        return ProcessHandle.of(service).orElseThrow().descendants().anyMatch(one -> {
            try {
                return Files.readString(Path.of("/proc/" + one.pid() + "/syscall"))
                        .startsWith("47 ");
            } catch (IOException e) {
                // It has ended in the meantime.
                return false;
            }
        });
    }

    @Test
    void aRunInASandboxThatStoodReadyIsLostAsAnyOther() throws IOException, InterruptedException, JsonException {
        String run;
        long pid;
        try (ServiceProcess first = start()) {
            pid = first.pid();
            for (int i = 0; i < 2; i++) {
                ApiClient.Reply reply = first.api().post("/v1/run", Requests.run(range, "exit 0"));
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            }
            long service = pid;
            await(() -> standsReady(service));
            run = runId(first, begin(first));
            assertThat(hasCgroup(run)).as("it has a sandbox of another name").isFalse();
            first.signal("KILL");
            first.awaitEnd();
        }
        try (ServiceProcess second = start()) {
            assertThat(second.pid()).isNotEqualTo(pid);
            assertThat(events(run)).endsWith("sandbox.started", "sandbox.failed");
            assertThat(standing(pid)).isEmpty();
        }
        assertThat(range.audit()).isInstanceOf(AuditVerification.Intact.class);
    }

    @Test
    void aServiceThatIsToldToEndLetsItsRunsEnd() throws IOException, InterruptedException, JsonException {
        try (ServiceProcess service = start()) {
            ApiClient.Reply reply = service.api().post("/v1/run", Requests.run(range, "sleep 1500", "\"detach\":true"));
            String id = reply.json().requireString("id");
            await(() -> started(service, id));
            String run = runId(service, id);
            service.signal("TERM");

            assertThat(service.awaitEnd()).isZero();
            assertThat(records(record -> record.json().contains(run)).getLast().json())
                    .contains("sandbox.exited", "\"verdict\":\"OK\"");
        }
    }

    @Test
    void aRunThatOutlastsTheDrainIsEndedAndItsEndIsRecorded() throws IOException, InterruptedException, JsonException {
        Path config = Files.writeString(folder.resolve("drain.yaml"), "schema: 1\nserve: {drain-time: 100ms}\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        try (ServiceProcess service = start("--config", config.toString())) {
            String run = runId(service, begin(service));
            service.signal("TERM");

            assertThat(service.awaitEnd()).isZero();
            // Failed, when the end came between the record of the start and the start.
            assertThat(events(run).getLast()).isIn("sandbox.exited", "sandbox.failed");
            assertThat(hasCgroup(run)).isFalse();
        }
    }

    @Test
    void aBadConfigurationIsToldAndTheOldOneKept() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("serve.yaml"), "schema: 1\nserve: {parallel: 1}\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        try (ServiceProcess service = start("--config", config.toString())) {
            Files.writeString(config, "schema: 1\nserve: {parallel: 0}\n");
            service.signal("HUP");
            assertThat(service.await("immure: cannot use configuration file")).contains("IMM-CLI-CONFIG", "parallel");
            service.await("immure: the configuration stays as it was");
            assertThat(service.api()
                            .post("/v1/run", Requests.run(range, "exit 0"))
                            .status())
                    .isEqualTo(200);
            Files.writeString(config, "schema: 1\nserve: {parallel: 2}\n");
            service.signal("HUP");
            service.await("immure: the configuration was read anew");
        }
    }

    @Test
    void aSecondServiceOnTheSameFolderIsRefused() throws IOException, InterruptedException {
        try (ServiceProcess first = start()) {
            Range.Outcome second = range.immure(
                    List.of("serve", "--socket-dir", folder.resolve("run").toString()));
            assertThat(second.status()).isEqualTo(125);
            assertThat(second.err()).contains("IMM-SERVE-RUNNING");
            assertThat(first.api().get("/v1/health").status()).isEqualTo(200);
        }
    }

    @Test
    void runsAreListedAndKilledByTheirIds() throws IOException, InterruptedException, JsonException {
        try (ServiceProcess service = start()) {
            String id = begin(service);
            String sockets = folder.resolve("run").toString();
            Range.Outcome ps = range.immure(List.of("ps", "--socket-dir", sockets));
            assertThat(ps.out()).contains(id, "running", "probe:v1", "uid 0");

            Range.Outcome kill = range.immure(List.of("kill", "--socket-dir", sockets, id));
            assertThat(kill.status()).as(kill.err()).isZero();
            JsonObject ended = service.api().get("/v1/runs/" + id).json();
            assertThat(ended.requireString("state")).isEqualTo("ended");
            assertThat(range.immure(List.of("ps", "--socket-dir", sockets)).out())
                    .doesNotContain(id);
        }
    }

    @Test
    void whatAServiceKeptOfTheOutputIsShown() throws IOException, InterruptedException, JsonException {
        try (ServiceProcess service = start()) {
            ApiClient.Reply run = service.api()
                    .post("/v1/run", Requests.run(range, "cat", "\"stdin\":{\"base64\":\"aGVsbG8A/w==\"}"));
            String id = run.json().requireString("id");

            Range.Outcome logs = range.immure(
                    List.of("logs", "--socket-dir", folder.resolve("run").toString(), id));
            assertThat(logs.status()).as(logs.err()).isZero();
            assertThat(logs.out()).startsWith("hello\0");
        }
    }
}
