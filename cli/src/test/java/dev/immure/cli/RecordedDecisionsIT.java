package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.audit.Decision;
import dev.immure.core.audit.FactsMask;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.policy.Attested;
import dev.immure.policy.Caller;
import dev.immure.policy.Clock;
import dev.immure.policy.HostFacts;
import dev.immure.policy.ImageFacts;
import dev.immure.policy.MountRequest;
import dev.immure.policy.NetworkRequest;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.ResourceRequest;
import dev.immure.policy.RunRequest;
import dev.immure.policy.SignatureFacts;
import dev.immure.policy.json.FactsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explain and audit over an audit log, as a run of Immure leaves it. */
class RecordedDecisionsIT {
    private static final Digest IMAGE = Digest.of(new byte[] {1});
    private static final String RUN = "0123456789abcdef";

    @TempDir
    private Path directory;

    private Cli cli;
    private Path log;

    @BeforeEach
    void open() throws IOException {
        cli = Cli.in(directory);
        Files.createDirectories(cli.root());
        log = cli.root().resolve("audit");
    }

    private static PolicyInput facts(List<MountRequest> mounts) {
        return new PolicyInput(
                new ImageFacts(
                        "team/app:v1", "team/app", IMAGE, Map.of(), "", List.of(), "", 1, 1, "linux/amd64", "verified"),
                List.of(new SignatureFacts("key", "sha256:" + "0".repeat(64), "cosign-key", "", "", "team/app")),
                Attested.NOTHING,
                new RunRequest(
                        "0:0",
                        List.of("/bin/login", "--password=hunter22"),
                        "default",
                        "/",
                        List.of(),
                        false,
                        false,
                        false,
                        false,
                        List.of(),
                        "",
                        "",
                        false,
                        List.of(),
                        List.of()),
                mounts,
                List.of(),
                new NetworkRequest("none", List.of(), List.of(), List.of()),
                new ResourceRequest(1, 1, 1, 1, 1, 1, 1, 1),
                new Caller(1000, 1000, "process"),
                new HostFacts("6.1", List.of(), "v2", "disabled"),
                new Clock(Instant.parse("2026-11-23T09:30:00Z")));
    }

    private static AuditEvent.PolicyDecided decided(String run, Decision decision, Digest policy, String... reasons) {
        return new AuditEvent.PolicyDecided(
                run,
                decision,
                IMAGE,
                "baseline",
                policy,
                List.of("PRM-001 verified image"),
                List.of(),
                List.of(reasons));
    }

    private static AuditEvent.PolicyDecided permitted(String run, Digest policy) {
        return decided(run, Decision.PERMIT, policy, "PRM-001 verified image: BASELINE: the image is verified");
    }

    private static Digest baseline() {
        return PolicyBundle.baseline().digest();
    }

    private void record(AuditSettings settings, AuditEvent.PolicyDecided decided, PolicyInput facts) {
        try (AuditLog audit = AuditLog.open(log, settings)) {
            audit.append(decided, FactsJson.write(facts));
        }
    }

    @Test
    void whatTheSamePolicyDecidedIsUnchanged() {
        record(AuditSettings.DEFAULT, permitted(RUN, baseline()), facts(List.of()));
        Cli.Outcome outcome = cli.run("policy", "audit");
        assertThat(outcome.status()).as(outcome.out()).isZero();
        assertThat(outcome.out()).contains("1 launch: 1 unchanged");
    }

    @Test
    void whatWouldBeDeniedNowIsNamedWithRunCallerAndCommand() throws JsonException {
        record(
                AuditSettings.DEFAULT,
                permitted(RUN, baseline()),
                facts(List.of(new MountRequest("/etc/ssh", "/keys", true))));
        JsonObject answer = cli.run("policy", "audit", "--output", "json").json();
        JsonObject launch = answer.objects("launches").getFirst();
        assertThat(launch.requireString("effect")).isEqualTo("newly-denied");
        assertThat(launch.requireString("id")).isEqualTo(RUN);
        assertThat(launch.requireString("caller")).isEqualTo("uid 1000");
        assertThat(launch.strings("command")).first().isEqualTo("/bin/login");
        assertThat(launch.requireString("why")).isEqualTo("MOUNT-HOST-INTERNAL");
    }

    @Test
    void aRecordWithoutFactsIsCountedAndNamed() {
        try (AuditLog audit = AuditLog.open(log)) {
            audit.append(permitted(RUN, baseline()));
        }
        Cli.Outcome outcome = cli.run("policy", "audit");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).contains("1 not replayed").contains(RUN).contains("no facts were recorded");
        assertThat(cli.run("policy", "explain", "--run", RUN).err()).contains("IMM-CLI-UNRECORDED");
    }

    @Test
    void factsThatAreGoneAreCountedAndNamed() throws IOException {
        record(AuditSettings.DEFAULT, permitted(RUN, baseline()), facts(List.of()));
        try (Stream<Path> files = Files.walk(log.resolve("facts"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThat(cli.run("policy", "audit").out()).contains("1 not replayed").contains("IMM-AUDIT-FACTS-MISSING");
    }

    @Test
    void whatWasMaskedIsMaskedInTheAuditAndSaid() throws JsonException {
        AuditSettings masking = new AuditSettings(FactsMask.of(List.of("/run/argv/*")));
        record(masking, permitted(RUN, baseline()), facts(List.of()));
        Cli.Outcome outcome = cli.run("policy", "audit", "--output", "json");
        assertThat(outcome.out()).doesNotContain("hunter22");
        JsonObject launch = outcome.json().objects("launches").getFirst();
        assertThat(launch.strings("command")).containsOnly("[masked]");
        assertThat(launch.strings("masked")).containsExactly("/run/argv/*");
        assertThat(cli.run("policy", "explain", "--run", RUN).out()).contains("WARNING: these facts were masked");
    }

    @Test
    void aMaskThatHidesWhatRulesNeedIsNoGuess() {
        AuditSettings masking = new AuditSettings(FactsMask.of(List.of("/resources/*")));
        record(masking, permitted(RUN, baseline()), facts(List.of()));
        assertThat(cli.run("policy", "audit").out()).contains("1 not replayed").contains("masked: /resources/*");
    }

    @Test
    void aRecordedDecisionIsExplainedByRunAndByReceipt() throws IOException {
        record(AuditSettings.DEFAULT, permitted(RUN, baseline()), facts(List.of()));
        Cli.Outcome byRun = cli.run("policy", "explain", "--run", RUN);
        assertThat(byRun.status()).as(byRun.err()).isZero();
        assertThat(byRun.out())
                .startsWith("permit ")
                .contains("PRM-001 verified image")
                .doesNotContain("WARNING");
        Path receipt = Files.writeString(directory.resolve("receipt.json"), "{\"id\": \"" + RUN + "\"}");
        assertThat(cli.run("policy", "explain", "--receipt", receipt.toString()).out())
                .contains("PRM-001 verified image");
    }

    @Test
    void anotherPolicyThanTheRecordedOneIsSaidLoudly() throws JsonException {
        record(AuditSettings.DEFAULT, permitted(RUN, Digest.of(new byte[] {7})), facts(List.of()));
        Cli.Outcome outcome = cli.run("policy", "explain", "--run", RUN);
        assertThat(outcome.out())
                .startsWith("WARNING: run " + RUN + " was decided by another policy: baseline, sha256:");
        assertThat(outcome.err()).contains("decided by another policy");
        JsonObject recorded = cli.run("policy", "explain", "--run", RUN, "--output", "json")
                .json()
                .requireObject("recorded");
        assertThat(recorded.bool("samePolicy")).contains(false);
    }

    @Test
    void aBrokenLogIsSaidAndWhatIsIntactIsReplayed() throws IOException {
        record(AuditSettings.DEFAULT, permitted(RUN, baseline()), facts(List.of()));
        record(AuditSettings.DEFAULT, permitted("fedcba9876543210", baseline()), facts(List.of()));
        Path file = log.resolve("audit.log");
        Files.writeString(file, Files.readString(file).replace("fedcba9876543210", "fedcba9876543211"));
        Cli.Outcome outcome = cli.run("policy", "audit");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).contains("1 launch: 1 unchanged");
        assertThat(outcome.err()).contains("IMM-AUDIT-CHANGED");
    }
}
