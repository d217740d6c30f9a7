package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Intact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    Path temporary;

    @Test
    void writesEachEventAsDocumented() {
        Path directory = temporary.resolve("audit");
        try (AuditLog log = AuditLog.open(directory, AuditFixture.NOON)) {
            log.append(AuditFixture.run("r1"));
            log.append(List.of(
                    new AuditEvent.ImageRefused("r2", "evil", Optional.empty(), "IMM-SIGN-NONE", "no signature"),
                    new AuditEvent.SandboxFailed("r3", "IMM-LAUNCH-STEP", "cannot mount", "/tmp", "EPERM")));
        }
        String image = AuditFixture.IMAGE.toString();
        List<String> bodies = AuditFixture.lines(directory).stream()
                .map(line -> line.substring(line.indexOf("\"type\""), line.lastIndexOf(",\"hash\"")))
                .toList();
        assertThat(bodies)
                .containsExactly(
                        "\"type\":\"image.verified\",\"run\":\"r1\",\"reference\":\"judge/gcc:14\",\"image\":\"" + image
                                + "\",\"signers\":[{\"identity\":\"key:ab12\",\"method\":\"cosign-key\","
                                + "\"evidence\":{\"a\":\"1\",\"b\":\"2\"}}]",
                        "\"type\":\"policy.decided\",\"run\":\"r1\",\"decision\":\"permit\",\"image\":\"" + image
                                + "\",\"bundle\":\"baseline\",\"policy\":\"" + AuditFixture.POLICY
                                + "\",\"rules\":[\"signed\"],\"obligations\":[\"drop CAP_CHOWN\"],\"reasons\":[]",
                        "\"type\":\"sandbox.started\",\"run\":\"r1\",\"image\":\"" + image + "\",\"plan\":\""
                                + AuditFixture.PLAN + "\"",
                        "\"type\":\"sandbox.exited\",\"run\":\"r1\",\"verdict\":\"OK\",\"exitCode\":0,\"signal\":null,"
                                + "\"cpuTimeNs\":12345678,\"userTimeNs\":null,\"systemTimeNs\":null,"
                                + "\"wallTimeNs\":20000000,\"memoryPeakBytes\":null,\"pageCacheBytes\":null,"
                                + "\"pidsPeak\":null,\"oomKills\":null,\"maxRssBytes\":null,"
                                + "\"voluntarySwitches\":null,\"forcedSwitches\":null,\"diskUsedBytes\":null,"
                                + "\"stdoutBytes\":null,\"stderrBytes\":null,\"rxBytes\":null,"
                                + "\"txBytes\":null,\"cpuMeter\":\"cgroup-v1\",\"wallMeter\":\"clock-monotonic\","
                                + "\"memoryMeter\":null,\"pidsMeter\":null,\"processMeter\":null,\"diskMeter\":null,\"outputMeter\":null,"
                                + "\"trafficMeter\":null",
                        "\"type\":\"image.refused\",\"run\":\"r2\",\"reference\":\"evil\",\"image\":null,"
                                + "\"code\":\"IMM-SIGN-NONE\",\"why\":\"no signature\"",
                        "\"type\":\"sandbox.failed\",\"run\":\"r3\",\"code\":\"IMM-LAUNCH-STEP\","
                                + "\"what\":\"cannot mount\",\"on\":\"/tmp\",\"why\":\"EPERM\"");
    }

    @Test
    void tellsWhatWaiversLifted() {
        Path directory = temporary.resolve("audit");
        try (AuditLog log = AuditLog.open(directory, AuditFixture.NOON)) {
            log.append(List.of(new AuditEvent.PolicyDecided(
                    "r1",
                    Decision.PERMIT,
                    AuditFixture.IMAGE,
                    "baseline",
                    AuditFixture.POLICY,
                    List.of("signed"),
                    List.of(),
                    List.of(),
                    List.of("W-1: signed: OLD: an old image"),
                    false,
                    Optional.empty())));
        }
        assertThat(AuditFixture.lines(directory).getFirst())
                .contains("\"reasons\":[],\"waived\":[\"W-1: signed: OLD: an old image\"],");
    }

    @Test
    void startsWithSequenceOneAndSixtyFourZeros() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        assertThat(AuditFixture.lines(directory).getFirst())
                .startsWith("{\"schema\":1,\"sequence\":1,\"time\":\"2026-11-23T12:00:00.000000001Z\",\"previous\":"
                        + "\"sha256:" + "0".repeat(64) + "\",\"type\":");
    }

    @Test
    void isVerifiedByAnImplementationThatKnowsOnlyTheDocument() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 3);
        List<String> lines = AuditFixture.lines(directory);
        assertThat(IndependentChain.holds(lines)).isTrue();
        Collections.swap(lines, 3, 4);
        assertThat(IndependentChain.holds(lines)).isFalse();
    }

    @Test
    void goesOnWhereAnEarlierProcessStopped() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        assertThat(AuditFixture.appendOne(directory).sequence()).isEqualTo(5);
        assertThat(AuditVerifier.verify(directory)).isInstanceOf(Intact.class);
    }

    @Test
    void keepsHostileTextHarmless() {
        Path directory = temporary.resolve("audit");
        String hostile = "\u001b]0;x\u0007\n\",\"hash\":\"\u202e\u2028\ud800 \u0000\u009b2J\ud83d\ude00";
        try (AuditLog log = AuditLog.open(directory, AuditFixture.NOON)) {
            log.append(new AuditEvent.ImageVerified(
                    "r", hostile, AuditFixture.IMAGE, List.of(new Signer(hostile, hostile, Map.of("name", hostile)))));
        }
        assertThat(AuditFixture.lines(directory)).hasSize(1);
        assertThat(AuditFixture.lines(directory).getFirst()).matches("[ -~]+");
        assertThat(AuditVerifier.verify(directory)).isInstanceOf(Intact.class);
    }

    @Test
    void refusesAnEventTooLargeToRecordAndStaysAsItWas() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        byte[] before = AuditFixture.log(directory);
        try (AuditLog log = AuditLog.open(directory)) {
            String huge = "x".repeat(RecordLine.MAX_BYTES);
            assertFault(
                    AuditFault.TOO_LARGE,
                    () -> log.append(new AuditEvent.SandboxFailed("r", "IMM-X", "what", "on", huge)));
        }
        assertThat(AuditFixture.log(directory)).isEqualTo(before);
    }

    @Test
    void refusesMoreEventsThanACrashMayLeaveBeyondTheHead() {
        try (AuditLog log = AuditLog.open(temporary.resolve("audit"))) {
            AuditEvent event = new AuditEvent.SandboxStarted("r", AuditFixture.IMAGE, AuditFixture.PLAN);
            List<AuditEvent> most = Collections.nCopies(AuditLog.MAX_EVENTS, event);
            assertThat(log.append(most).sequence()).isEqualTo(AuditLog.MAX_EVENTS);
            List<AuditEvent> more = Collections.nCopies(AuditLog.MAX_EVENTS + 1, event);
            assertThatThrownBy(() -> log.append(more)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesToGoOnOverATruncatedLog() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        byte[] good = AuditFixture.log(directory);
        AuditFixture.writeLog(directory, Arrays.copyOf(good, good.length - 1));
        assertAppendFault(directory, AuditFault.TRUNCATED);
    }

    @Test
    void refusesToGoOnOverAnEmptiedLog() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        AuditFixture.writeLog(directory, new byte[0]);
        assertAppendFault(directory, AuditFault.TRUNCATED);
    }

    @Test
    void refusesToStartAnewWhereALogWasRemoved() throws IOException {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        Files.delete(directory.resolve("audit.log"));
        assertFault(AuditFault.LOG_MISSING, () -> AuditFixture.appendOne(directory));
        assertThat(directory.resolve("audit.log")).doesNotExist();
    }

    @Test
    void refusesToGoOnWhenTheLastRecordWasChanged() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        byte[] log = AuditFixture.log(directory);
        log[log.length - 100] ^= 1;
        AuditFixture.writeLog(directory, log);
        assertAppendFault(directory, AuditFault.HEAD_MISMATCH);
    }

    @Test
    void refusesToGoOnWithoutAHead() throws IOException {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        Files.delete(directory.resolve("audit.head"));
        assertAppendFault(directory, AuditFault.HEAD_MISSING);
    }

    @Test
    void refusesToGoOnWithAHeadThatIsNone() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        AuditFixture.writeHead(directory, new byte[10_000]);
        assertAppendFault(directory, AuditFault.HEAD_MALFORMED);
    }

    @Test
    void refusesToGoOnOverRecordsSomeoneElseAdded() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        List<String> lines = new ArrayList<>(AuditFixture.lines(directory));
        lines.add(lines.get(1));
        AuditFixture.writeLines(directory, lines);
        assertAppendFault(directory, AuditFault.REPEATED);
    }

    @Test
    void everyFaultHasACodeOfItsOwn() {
        assertThat(Arrays.stream(AuditFault.values()).map(AuditFault::id))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("IMM-AUDIT(-[A-Z]+)+"));
    }

    @Test
    void aFailedLaunchIsRecordedByTheFourPartsOfItsFault() {
        Fault fault = new Fault(AuditFault.IO, "cannot mount", "/tmp", "EPERM", "Ask root");
        assertThat(AuditEvent.SandboxFailed.of("r", fault))
                .isEqualTo(new AuditEvent.SandboxFailed("r", "IMM-AUDIT-IO", "cannot mount", "/tmp", "EPERM"));
    }

    private static void assertAppendFault(Path directory, AuditFault code) {
        byte[] before = AuditFixture.log(directory);
        assertFault(code, () -> AuditFixture.appendOne(directory));
        assertThat(new String(AuditFixture.log(directory), StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(before, StandardCharsets.ISO_8859_1));
    }

    private static void assertFault(AuditFault code, Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(code));
    }
}
