package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Intact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose head is written later is no other log: whatever a crash leaves of it is read, and what is cut is missed. */
class AuditHeadBehindTest {
    @TempDir(factory = MemoryDirectory.class)
    Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void name() {
        directory = temporary.resolve("audit");
    }

    @Test
    void theHeadIsBehindUntilItIsWritten() {
        try (AuditLog log = AuditLog.openForMany(directory, AuditSettings.DEFAULT)) {
            log.append(AuditFixture.run("r1"));
            log.append(AuditFixture.run("r2"));
            assertThat(intact().beyondHead()).isEqualTo(8);
            log.writeHead();
            assertThat(intact()).extracting(Intact::records, Intact::beyondHead).containsExactly(8L, 0L);
        }
    }

    @Test
    void whatIsNotedIsARecordLikeAnyOther() {
        AuditLog log = AuditLog.openForMany(directory, AuditSettings.DEFAULT);
        for (int run = 0; run < 10; run++) {
            log.append(AuditFixture.run("r" + run));
            log.note(new AuditEvent.SandboxStarted("noted-" + run, AuditFixture.IMAGE, AuditFixture.PLAN));
            assertThat(intact().beyondHead()).isLessThanOrEqualTo(ChainScanner.MAX_BEYOND_HEAD);
        }
        assertThat(AuditFixture.lines(directory).getLast()).contains("\"run\":\"noted-9\"");
        AuditFixture.appendOne(directory);
        assertThat(intact().records()).isEqualTo(51);
        log.close();
    }

    @Test
    void theEndWritesIt() {
        try (AuditLog log = AuditLog.openForMany(directory, AuditSettings.DEFAULT)) {
            log.append(AuditFixture.run("r1"));
            log.append(AuditFixture.run("r2"));
        }
        assertThat(intact().beyondHead()).isZero();
    }

    /** As a process that is killed leaves it: never closed. */
    @Test
    void atNoMomentACrashWouldLoseARecordOrLookLikeHarm() {
        AuditLog log = AuditLog.openForMany(directory, AuditSettings.DEFAULT);
        for (int run = 1; run <= 30; run++) {
            log.append(run % 7 == 0 ? eleven(run) : AuditFixture.run("r" + run));
            assertThat(intact().beyondHead()).isLessThanOrEqualTo(ChainScanner.MAX_BEYOND_HEAD);
        }
        long before = intact().records();
        AuditFixture.appendOne(directory);
        assertThat(intact().records()).isEqualTo(before + 1);
        log.close();
    }

    @Test
    void whatOthersAppendInBetweenIsFollowed() {
        try (AuditLog log = AuditLog.openForMany(directory, AuditSettings.DEFAULT)) {
            for (int run = 0; run < 10; run++) {
                log.append(AuditFixture.run("ours-" + run));
                AuditFixture.appendOne(directory);
            }
        }
        assertThat(intact()).extracting(Intact::records, Intact::beyondHead).containsExactly(50L, 0L);
    }

    /** The head on disk knows nothing of the last run, and the process does. */
    @Test
    void aRunThatWasCutOffIsMissedThoughTheHeadIsBehind() {
        AuditLog log = AuditLog.openForMany(directory, AuditSettings.DEFAULT);
        log.append(AuditFixture.run("r1"));
        log.append(AuditFixture.run("r2"));
        AuditFixture.writeLines(directory, AuditFixture.lines(directory).subList(0, 4));
        assertThatThrownBy(() -> log.append(AuditFixture.run("r3")))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(AuditFault.TRUNCATED));
    }

    @Test
    void segmentsAndCheckpointsComeAsInAnyLog() {
        AuditSettings small = new AuditSettings(
                1500, Optional.empty(), Optional.empty(), OptionalLong.empty(), 8, Optional.empty(), FactsMask.NONE);
        AuditLog log = AuditLog.openForMany(directory, small);
        for (int run = 0; run < 25; run++) {
            log.append(AuditFixture.run("r" + run));
            assertThat(intact().beyondHead()).isLessThanOrEqualTo(ChainScanner.MAX_BEYOND_HEAD);
        }
        assertThat(LogCopies.segments(directory)).hasSizeGreaterThan(3);
        // Again as after a crash: by another that knows the disk alone.
        AuditFixture.appendOne(directory);
        log.append(AuditFixture.run("last"));
        log.close();
        assertThat(intact().beyondHead()).isZero();
    }

    @Test
    void threadsThatAppendAtOnceMakeOneChain() throws Exception {
        try (AuditLog log = AuditLog.openForMany(directory, AuditSettings.DEFAULT);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> appends = new ArrayList<>();
            for (int run = 0; run < 40; run++) {
                String id = "r" + run;
                appends.add(threads.submit(() -> {
                    log.append(AuditFixture.run(id));
                    log.writeHead();
                }));
            }
            for (Future<?> append : appends) {
                append.get();
            }
        }
        assertThat(intact()).extracting(Intact::records, Intact::beyondHead).containsExactly(160L, 0L);
    }

    private static List<AuditEvent> eleven(int run) {
        List<AuditEvent> events = new ArrayList<>(AuditFixture.run("r" + run));
        events.addAll(AuditFixture.run("s" + run));
        events.addAll(AuditFixture.run("t" + run).subList(0, 3));
        return events;
    }

    private Intact intact() {
        AuditVerification verification = AuditVerifier.verify(directory);
        assertThat(verification).isInstanceOf(Intact.class);
        return (Intact) verification;
    }
}
