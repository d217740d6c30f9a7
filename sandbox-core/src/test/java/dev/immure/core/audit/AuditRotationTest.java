package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent.PolicyDecided;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerification.Intact;
import dev.immure.core.audit.tree.NoteKey;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments, checkpoints and what is let go; and every state in which a crash can leave them. */
class AuditRotationTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final int SMALL = 1500;

    @TempDir(factory = MemoryDirectory.class)
    Path temporary;

    private final List<AuditPosition> told = new ArrayList<>();
    private Path directory = Path.of("");
    private Path key = Path.of("");
    private Instant now = NOON;

    @BeforeEach
    void name() {
        directory = temporary.resolve("audit");
        key = temporary.resolve("audit.pub");
    }

    @Test
    void aFullSegmentIsFollowedByOneNamedAfterItsFirstRecord() {
        append(keepingAll(), 20);
        List<String> segments = LogCopies.segments(directory);
        assertThat(segments).hasSizeGreaterThan(3).startsWith("audit.log");
        for (String segment : segments.subList(1, segments.size())) {
            String first = lines(segment).getFirst();
            assertThat(first).contains("\"sequence\":" + segment.replaceAll("\\D", "") + ",");
            assertThat(first).contains("\"type\":\"log.rotated\",\"after\":");
        }
        assertThat(head()).contains("\"segment\":" + segments.getLast().replaceAll("\\D", "") + ",");
        assertIntact();
    }

    @Test
    void anOldSegmentIsFollowedByOneToo() {
        AuditSettings daily = settings(0, Optional.of(Duration.ofDays(1)), Optional.empty(), OptionalLong.empty());
        append(daily, 2);
        now = now.plus(Duration.ofHours(24));
        append(daily, 1);
        assertThat(LogCopies.segments(directory)).hasSize(1);
        now = now.plusNanos(1);
        append(daily, 1);
        assertThat(LogCopies.segments(directory)).containsExactly("audit.log", "audit-4.log");
        assertIntact();
    }

    /** Whoever takes away a head and the segment that it began with does not get a fresh log. */
    @Test
    void noLogBeginsOverTheRestOfAnother() throws IOException {
        append(keepingAll(), 12);
        List<String> segments = LogCopies.segments(directory);
        Files.delete(directory.resolve("audit.head"));
        Files.delete(directory.resolve(segments.getFirst()));
        assertFault(AuditFault.HEAD_MISSING, () -> append(keepingAll(), 1));
        for (String segment : segments.subList(1, segments.size())) {
            Files.delete(directory.resolve(segment));
        }
        assertFault(AuditFault.HEAD_MISSING, () -> append(keepingAll(), 1));
        assertThat(directory.resolve("audit.log")).doesNotExist();
    }

    @Test
    void theChainGoesOnAcrossSegments() {
        append(keepingAll(), 12);
        List<String> all = new ArrayList<>();
        LogCopies.segments(directory).forEach(segment -> all.addAll(lines(segment)));
        assertThat(IndependentChain.holds(all)).isTrue();
    }

    @Test
    void everyRotationLeavesASignedCheckpoint() {
        append(keepingAll(), 12);
        List<String> segments = LogCopies.segments(directory);
        for (String segment : segments.subList(1, segments.size())) {
            long size = Long.parseLong(segment.replaceAll("\\D", "")) - 1;
            assertThat(directory.resolve("checkpoints").resolve(Long.toString(size)))
                    .exists();
        }
        AuditInspection found = AuditVerifier.inspect(directory, List.of(publicKey()), told, record -> {});
        assertThat(found.verification()).isInstanceOf(Intact.class);
        assertThat(found.signed()).isTrue();
        assertThat(found.checkpoints()).isEqualTo(segments.size() - 1);
    }

    @Test
    void aCheckpointIsWrittenEverySoManyRecords() {
        append(every(5), 12);
        assertThat(directory.resolve("checkpoints/5")).exists();
        assertThat(directory.resolve("checkpoints/10")).exists();
        assertThat(head()).contains("\"checkpoint\":10,");
        assertIntact();
    }

    @Test
    void theKeyIsMadeForTheOwnerAloneAndBesideTheLog() throws IOException {
        append(every(1), 2);
        assertThat(Files.getPosixFilePermissions(temporary.resolve("audit.key")))
                .hasSize(2);
        assertThat(temporary.resolve("audit.pub")).exists();
        byte[] made = Files.readAllBytes(temporary.resolve("audit.key"));
        append(every(1), 2);
        assertThat(temporary.resolve("audit.key")).hasBinaryContent(made);
    }

    @Test
    void nothingIsRecordedWhenACheckpointIsDueAndCannotBeSigned() throws IOException {
        append(every(3), 3);
        byte[] before = AuditFixture.log(directory);
        Files.writeString(temporary.resolve("audit.key"), "no key");
        Files.setPosixFilePermissions(temporary.resolve("audit.key"), PosixFilePermissions.fromString("rw-------"));
        assertFault(AuditFault.KEY, () -> append(every(3), 1));
        assertThat(AuditFixture.log(directory)).isEqualTo(before);
    }

    @Test
    void aKeyOpenToOthersIsRefused() throws IOException {
        append(every(1), 2);
        Files.setPosixFilePermissions(temporary.resolve("audit.key"), PosixFilePermissions.fromString("rw-r-----"));
        assertFault(AuditFault.KEY, () -> append(every(1), 1));
    }

    @Test
    void aCheckpointOfAnotherKeyIsFound() {
        append(every(2), 5);
        Path other = temporary.resolve("other");
        try (AuditLog log = AuditLog.open(other)) {
            log.checkpoint();
        }
        NoteKey foreign = key(temporary.resolve("other.pub"));
        assertBroken(AuditFault.CHECKPOINT_SIGNATURE, List.of(foreign));
    }

    @Test
    void aChangedCheckpointIsFound() throws IOException {
        append(every(2), 5);
        Path file = directory.resolve("checkpoints/4");
        Path smaller = directory.resolve("checkpoints/2");
        Files.writeString(file, Files.readString(smaller).replaceFirst("\n2\n", "\n4\n"));
        assertBroken(AuditFault.CHECKPOINT, List.of());
        Files.writeString(file, "nothing");
        assertBroken(AuditFault.CHECKPOINT_MALFORMED, List.of());
    }

    @Test
    void aLogPutBackBehindACheckpointIsFoundAndNotGoneOnWith() {
        append(every(4), 3);
        Path old = temporary.resolve("old");
        LogCopies.copy(directory, old);
        append(every(4), 6);
        AuditFixture.writeLog(directory, AuditFixture.log(old));
        AuditFixture.writeHead(directory, AuditFixture.head(old));
        told.clear();
        assertBroken(AuditFault.CHECKPOINT, List.of());
        append(every(4), 1);
        assertFault(AuditFault.CHECKPOINT, () -> append(every(4), 1));
    }

    @Test
    void aLogOfTheFirstVersionsIsContinuedAndItsTreeMade() {
        append(every(100), 7);
        Path fresh = temporary.resolve("fresh");
        LogCopies.copy(directory, fresh);
        String old = head().replaceFirst(",\"segment\".*}", "}");
        AuditFixture.writeHead(directory, old.getBytes(StandardCharsets.US_ASCII));
        assertIntact();
        append(every(100), 1);
        try (AuditLog log = AuditLog.open(fresh, every(100), () -> now)) {
            log.append(event());
        }
        assertThat(AuditFixture.head(directory)).isEqualTo(AuditFixture.head(fresh));
        assertIntact();
    }

    /** What a kill leaves between any two system calls of an append that rotates. */
    @Test
    void aCrashAtAnyStepOfARotationLosesNothingAndStopsNobody() throws IOException {
        appendUntilFull();
        Path before = temporary.resolve("before");
        Path state = temporary.resolve("state");
        LogCopies.copy(directory, before);
        List<AuditPosition> acknowledged = List.copyOf(told);
        append(keepingAll(), 1);
        String segment = LogCopies.segments(directory).getLast();
        byte[] written = Files.readAllBytes(directory.resolve(segment));

        LogCopies.copy(before, state);
        LogCopies.copy(directory.resolve("checkpoints"), state.resolve("checkpoints"));
        assertGoesOn(state, acknowledged);
        for (int length = 0; length <= written.length; length++) {
            LogCopies.copy(before, state);
            LogCopies.copy(directory.resolve("checkpoints"), state.resolve("checkpoints"));
            Files.copy(directory.resolve(segment), state.resolve(segment), StandardCopyOption.COPY_ATTRIBUTES);
            Files.write(state.resolve(segment), Arrays.copyOf(written, length));
            assertGoesOn(state, acknowledged);
        }
    }

    @Test
    void aCheckpointCutAtAnyByteStopsNobody() throws IOException {
        append(every(3), 3);
        Path before = temporary.resolve("before");
        Path state = temporary.resolve("state");
        LogCopies.copy(directory, before);
        append(every(3), 1);
        byte[] whole = Files.readAllBytes(directory.resolve("checkpoints/3"));
        for (int length = 0; length < whole.length; length += 7) {
            LogCopies.copy(before, state);
            LogCopies.copy(directory.resolve("checkpoints"), state.resolve("checkpoints"));
            Files.write(state.resolve("checkpoints/3"), Arrays.copyOf(whole, length));
            try (AuditLog log = AuditLog.open(state, every(3), () -> now)) {
                log.append(event());
            }
            assertThat(AuditVerifier.verify(state, told.subList(0, 3), record -> {}))
                    .isInstanceOf(Intact.class);
        }
    }

    @Test
    void aHeadCutAtAnyByteBeforeItsRenameStopsNobody() throws IOException {
        append(every(100), 2);
        Path before = temporary.resolve("before");
        LogCopies.copy(directory, before);
        append(every(100), 1);
        byte[] log = AuditFixture.log(directory);
        byte[] head = AuditFixture.head(directory);
        for (int length = 0; length <= head.length; length += 5) {
            LogCopies.copy(before, directory);
            AuditFixture.writeLog(directory, log);
            Files.write(directory.resolve("audit.head.new"), Arrays.copyOf(head, length));
            append(every(100), 1);
            assertThat(directory.resolve("audit.head.new")).doesNotExist();
            told.removeLast();
            assertIntact();
        }
    }

    @Test
    void aKeyThatIsGivenIsUsedAndMustBeThere() throws IOException {
        append(every(1), 2);
        Path given = Files.copy(
                temporary.resolve("audit.key"), temporary.resolve("given.pem"), StandardCopyOption.COPY_ATTRIBUTES);
        AuditSettings settings = new AuditSettings(
                0, Optional.empty(), Optional.empty(), OptionalLong.empty(), 1, Optional.of(given), FactsMask.NONE);
        Files.delete(temporary.resolve("audit.key"));
        append(settings, 2);
        assertThat(temporary.resolve("audit.key")).doesNotExist();
        assertThat(AuditVerifier.inspect(directory, List.of(publicKey()), told, record -> {})
                        .signed())
                .isTrue();
        Files.delete(given);
        assertFault(AuditFault.KEY, () -> append(settings, 1));
    }

    @Test
    void aSegmentThatIsGoneIsFound() throws IOException {
        append(keepingAll(), 20);
        List<String> segments = LogCopies.segments(directory);
        for (String segment : segments) {
            byte[] content = Files.readAllBytes(directory.resolve(segment));
            Path away = Files.move(directory.resolve(segment), temporary.resolve("away"));
            assertThat(AuditVerifier.verify(directory))
                    .as(segment)
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.code())
                                    .isIn(AuditFault.REMOVED, AuditFault.TRUNCATED, AuditFault.CHECKPOINT));
            Files.move(away, directory.resolve(segment));
            assertThat(directory.resolve(segment)).hasBinaryContent(content);
        }
        assertIntact();
    }

    @Test
    void aSegmentAtAnotherPlaceIsFound() throws IOException {
        append(keepingAll(), 20);
        List<String> segments = LogCopies.segments(directory);
        Files.copy(directory.resolve(segments.get(1)), directory.resolve("audit-3.log"));
        assertThat(AuditVerifier.verify(directory)).isInstanceOf(Broken.class);
        Files.delete(directory.resolve("audit-3.log"));
        Files.copy(directory.resolve(segments.get(1)), directory.resolve("audit-999.log"));
        assertBroken(AuditFault.REMOVED, List.of());
    }

    @Test
    void theOldestSegmentsGoWhenAllAreTooLargeAndARecordSaysSo() {
        AuditSettings small = settings(SMALL, Optional.empty(), Optional.empty(), OptionalLong.of(4 * SMALL));
        append(small, 60);
        List<String> segments = LogCopies.segments(directory);
        assertThat(segments).hasSizeLessThan(7).doesNotContain("audit.log");
        long first = Long.parseLong(segments.getFirst().replaceAll("\\D", ""));
        AuditInspection found = inspect();
        assertThat(found.verification())
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.last()).isEqualTo(told.getLast()));
        assertThat(found.removed().size()).isEqualTo(first - 1);
        assertThat(found.removedThrough()).isEqualTo(first - 1);
        assertThat(String.join("\n", lines(segments.getLast()))
                        + String.join("\n", lines(segments.get(segments.size() - 2))))
                .contains("\"type\":\"log.removed\",\"through\":" + (first - 1) + ",");
    }

    @Test
    void oldSegmentsGoAndYoungOnesStay() {
        AuditSettings yearly =
                settings(SMALL, Optional.empty(), Optional.of(Duration.ofDays(365)), OptionalLong.empty());
        append(yearly, 10);
        List<String> old = LogCopies.segments(directory);
        now = now.plus(Duration.ofDays(300));
        append(yearly, 10);
        assertThat(LogCopies.segments(directory)).containsAll(old);
        now = now.plus(Duration.ofDays(100));
        append(yearly, 20);
        assertThat(LogCopies.segments(directory)).doesNotContain("audit.log");
        assertThat(inspect().verification()).isInstanceOf(Intact.class);
    }

    @Test
    void aClockThatJumpsAheadCostsTwoSegmentsAtARotationNotAll() {
        AuditSettings yearly =
                settings(SMALL, Optional.empty(), Optional.of(Duration.ofDays(365)), OptionalLong.empty());
        append(yearly, 40);
        int before = LogCopies.segments(directory).size();
        now = now.plus(Duration.ofDays(36_500));
        do {
            append(yearly, 1);
        } while (LogCopies.segments(directory).contains("audit.log"));
        assertThat(LogCopies.segments(directory)).hasSize(before + 1 - Retention.MOST);
    }

    @Test
    void nothingGoesThatNoSignedCheckpointCovers() throws IOException {
        AuditSettings small = settings(SMALL, Optional.empty(), Optional.empty(), OptionalLong.of(2 * SMALL));
        append(keepingAll(), 30);
        List<String> before = LogCopies.segments(directory);
        long size = Long.parseLong(before.get(1).replaceAll("\\D", "")) - 1;
        Files.delete(directory.resolve("checkpoints").resolve(Long.toString(size)));
        append(small, 20);
        assertThat(LogCopies.segments(directory)).containsAll(before);
    }

    @Test
    void aRemovalThatACrashStoppedHalfWayIsIntactAndFinishedLater() throws IOException {
        AuditSettings small = settings(SMALL, Optional.empty(), Optional.empty(), OptionalLong.of(4 * SMALL));
        append(keepingAll(), 40);
        Path full = temporary.resolve("full");
        LogCopies.copy(directory, full);
        List<String> before = LogCopies.segments(directory);
        do {
            LogCopies.copy(directory, full);
            append(small, 1);
        } while (LogCopies.segments(directory).contains("audit.log"));
        assertThat(LogCopies.segments(directory)).doesNotContain(before.get(0), before.get(1));
        // The record is there, the first segment is gone, the second is not.
        Files.copy(full.resolve(before.get(1)), directory.resolve(before.get(1)), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(inspect().verification()).isInstanceOf(Intact.class);
        // Both are there.
        Files.copy(full.resolve(before.get(0)), directory.resolve(before.get(0)), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(inspect().verification()).isInstanceOf(Intact.class);
        append(small, 20);
        assertThat(LogCopies.segments(directory)).doesNotContain(before.get(0), before.get(1));
    }

    @Test
    void theFactsOfWhatIsLetGoGoWithItAndOthersStay() {
        AuditSettings small = settings(SMALL, Optional.empty(), Optional.empty(), OptionalLong.of(4 * SMALL));
        byte[] first = decide(small, 0);
        byte[] last = first;
        for (int i = 1; i < 60; i++) {
            last = decide(small, i);
        }
        assertThat(LogCopies.segments(directory)).doesNotContain("audit.log");
        assertThat(FactsStore.read(directory, Digest.of(last))).isEqualTo(last);
        assertFault(AuditFault.FACTS_MISSING, () -> FactsStore.read(directory, Digest.of(first)));
    }

    private byte[] decide(AuditSettings settings, int number) {
        byte[] facts = ("{\"number\":" + number + "}").getBytes(StandardCharsets.US_ASCII);
        try (AuditLog log = AuditLog.open(directory, settings, () -> now)) {
            log.append(
                    new PolicyDecided(
                            "r" + number,
                            Decision.DENY,
                            AuditFixture.IMAGE,
                            "b",
                            AuditFixture.POLICY,
                            List.of(),
                            List.of(),
                            List.of()),
                    facts);
        }
        return facts;
    }

    /** The next append rotates. */
    private void appendUntilFull() {
        do {
            append(keepingAll(), 1);
        } while (AuditFixture.log(directory).length < SMALL);
        assertThat(LogCopies.segments(directory)).hasSize(1);
    }

    private void assertGoesOn(Path state, List<AuditPosition> acknowledged) {
        assertThat(AuditVerifier.verify(state, acknowledged, record -> {})).isInstanceOf(Intact.class);
        List<AuditPosition> all = new ArrayList<>(acknowledged);
        try (AuditLog log = AuditLog.open(state, keepingAll(), () -> now)) {
            all.add(log.append(event()));
            all.add(log.append(event()));
        }
        assertThat(AuditVerifier.verify(state, all, record -> {})).isInstanceOf(Intact.class);
    }

    private void append(AuditSettings settings, int count) {
        try (AuditLog log = AuditLog.open(directory, settings, (InstantSource) () -> now)) {
            for (int i = 0; i < count; i++) {
                told.add(log.append(event()));
            }
        }
    }

    private static AuditEvent event() {
        return new AuditEvent.SandboxStarted("run", AuditFixture.IMAGE, AuditFixture.PLAN);
    }

    private void assertIntact() {
        assertThat(AuditVerifier.verify(directory, told, record -> {})).isInstanceOf(Intact.class);
    }

    private AuditInspection inspect() {
        return AuditVerifier.inspect(directory, List.of(publicKey()), told, record -> {});
    }

    private void assertBroken(AuditFault code, List<NoteKey> keys) {
        assertThat(AuditVerifier.inspect(directory, keys, List.of(), record -> {})
                        .verification())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.code()).isEqualTo(code));
    }

    private NoteKey publicKey() {
        return key(key);
    }

    private static NoteKey key(Path file) {
        try {
            return EvidenceFile.key(Files.readAllBytes(file), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(String segment) {
        try {
            return Files.readAllLines(directory.resolve(segment), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String head() {
        return new String(AuditFixture.head(directory), StandardCharsets.US_ASCII);
    }

    private static AuditSettings keepingAll() {
        return settings(SMALL, Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    private static AuditSettings every(int records) {
        return new AuditSettings(
                0, Optional.empty(), Optional.empty(), OptionalLong.empty(), records, Optional.empty(), FactsMask.NONE);
    }

    private static AuditSettings settings(
            long bytes, Optional<Duration> after, Optional<Duration> keep, OptionalLong keepBytes) {
        return new AuditSettings(bytes, after, keep, keepBytes, 1000, Optional.empty(), FactsMask.NONE);
    }

    private static void assertFault(AuditFault code, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(code));
    }
}
