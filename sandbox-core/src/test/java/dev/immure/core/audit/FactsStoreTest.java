package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent.PolicyDecided;
import dev.immure.core.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsStoreTest {
    private static final byte[] FACTS = bytes("{\"run\":{\"argv\":[\"login\",\"--password=hunter2\"],\"user\":\"u\"}}");
    private static final AuditSettings MASKED = new AuditSettings(FactsMask.of(List.of("/run/argv/1", "/nowhere")));

    @TempDir(factory = MemoryDirectory.class)
    Path temporary;

    private Path directory = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void record() {
        directory = temporary.resolve("audit");
        append(AuditSettings.DEFAULT, FACTS);
        file = directory.resolve("facts/1").resolve(Digest.of(FACTS).hex() + ".json.gz");
    }

    @Test
    void aRecordNamesFactsThatCanBeReadBack() {
        assertThat(AuditFixture.lines(directory).getFirst())
                .contains(",\"reasons\":[],\"facts\":\"" + Digest.of(FACTS) + "\",\"masked\":[],\"hash\"");
        assertThat(FactsStore.read(directory, Digest.of(FACTS))).isEqualTo(FACTS);
    }

    @Test
    void factsAreForTheOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("facts"))))
                .isEqualTo("rwx------");
    }

    @Test
    void theSameFactsAreKeptOnce() throws IOException {
        append(AuditSettings.DEFAULT, FACTS);
        try (var files = Files.list(directory.resolve("facts/1"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileCutAtAnyByteIsNotTakenForFactsAndTheNextRecordMendsIt() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertFault(AuditFault.FACTS_CHANGED, () -> FactsStore.read(directory, Digest.of(FACTS)));
            append(AuditSettings.DEFAULT, FACTS);
            assertThat(FactsStore.read(directory, Digest.of(FACTS))).isEqualTo(FACTS);
        }
    }

    @Test
    void whatACrashLeftUnderTheTemporaryNameIsInNobodysWay() throws IOException {
        Files.write(directory.resolve("facts/1/new"), new byte[] {1});
        Files.write(file, new byte[] {2});
        append(AuditSettings.DEFAULT, FACTS);
        assertThat(directory.resolve("facts/1/new")).doesNotExist();
        assertThat(FactsStore.read(directory, Digest.of(FACTS))).isEqualTo(FACTS);
    }

    @Test
    void otherFactsUnderTheNameAreRefused() throws IOException {
        Files.write(file, FactsStore.pack(bytes("{\"a\":1}")).file());
        assertFault(AuditFault.FACTS_CHANGED, () -> FactsStore.read(directory, Digest.of(FACTS)));
    }

    @Test
    void factsThatAreGoneAreNamed() throws IOException {
        Files.delete(file);
        assertFault(AuditFault.FACTS_MISSING, () -> FactsStore.read(directory, Digest.of(FACTS)));
    }

    @Test
    void moreThanTheBoundIsNeitherWrittenNorUnpacked() throws IOException {
        byte[] large = new byte[FactsStore.MAX_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        assertFault(AuditFault.TOO_LARGE, () -> append(AuditSettings.DEFAULT, large));
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(large);
        }
        Files.write(directory.resolve("facts/1").resolve(Digest.of(large).hex() + ".json.gz"), bomb.toByteArray());
        assertFault(AuditFault.FACTS_CHANGED, () -> FactsStore.read(directory, Digest.of(large)));
    }

    @Test
    void aFolderOfOthersIsRefusedAndNothingIsRecorded() throws IOException {
        byte[] before = AuditFixture.log(directory);
        Files.setPosixFilePermissions(directory.resolve("facts"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFault(AuditFault.PERMISSIONS, () -> append(AuditSettings.DEFAULT, bytes("{}")));
        assertThat(AuditFixture.log(directory)).isEqualTo(before);
    }

    @Test
    void maskedFactsAreStoredMaskedAndTheRecordSaysWhatWasMasked() {
        append(MASKED, FACTS);
        byte[] stored = bytes("{\"run\":{\"argv\":[\"login\",\"[masked]\"],\"user\":\"u\"}}");
        assertThat(AuditFixture.lines(directory).getLast())
                .contains("\"facts\":\"" + Digest.of(stored) + "\",\"masked\":[\"/run/argv/1\"]");
        assertThat(FactsStore.read(directory, Digest.of(stored))).isEqualTo(stored);
    }

    @Test
    void factsThatCannotBeMaskedLeaveNoRecord() {
        byte[] before = AuditFixture.log(directory);
        assertFault(AuditFault.MASK, () -> append(MASKED, bytes("no JSON")));
        assertThat(AuditFixture.log(directory)).isEqualTo(before);
    }

    @Test
    void whatIsMaskedInTheFactsStandsInNoOtherRecordOfTheRun() {
        try (AuditLog log = AuditLog.open(directory, MASKED)) {
            log.append(decided("the command is --password=hunter2"), FACTS);
            log.append(new AuditEvent.SandboxFailed("r", "IMM-X", "cannot run", "login hunter2", "no (hunter2)"));
            log.append(new AuditEvent.SandboxFailed("other", "IMM-X", "cannot run", "hunter2", "of another run"));
        }
        List<String> lines = AuditFixture.lines(directory);
        assertThat(lines.get(1)).contains("the command is [masked]").doesNotContain("hunter2");
        assertThat(lines.get(2)).contains("login [masked]", "no ([masked])").doesNotContain("hunter2");
        assertThat(lines.get(3)).contains("hunter2");
    }

    @Test
    void aShortSecretIsHiddenWhereItStandsAlone() {
        AuditSettings user = new AuditSettings(FactsMask.of(List.of("/run/user")));
        try (AuditLog log = AuditLog.open(directory, user)) {
            log.append(decided("user u may not run"), FACTS);
        }
        assertThat(AuditFixture.lines(directory).getLast()).contains("user [masked] may not run");
    }

    @Test
    void aMaskedReferenceIsHiddenInTheRecordsBeforeTheDecisionToo() {
        AuditSettings reference = new AuditSettings(FactsMask.of(List.of("/image/*")));
        Signer signer = new Signer("key:1", "cosign-key", Map.of("signedReference", "team/secret:1"));
        try (AuditLog log = AuditLog.open(directory, reference)) {
            log.append(new AuditEvent.ImageVerified("r", "team/secret:1", AuditFixture.IMAGE, List.of(signer)));
            log.append(new AuditEvent.ImageRefused(
                    "r", "team/secret:1", Optional.empty(), "IMM-X", "team/secret:1 is not signed"));
        }
        assertThat(AuditFixture.lines(directory).subList(1, 3))
                .allSatisfy(line ->
                        assertThat(line).contains("\"reference\":\"[masked]\"").doesNotContain("team/secret"));
    }

    private void append(AuditSettings settings, byte[] facts) {
        try (AuditLog log = AuditLog.open(directory, settings)) {
            log.append(decided(), facts);
        }
    }

    private static PolicyDecided decided(String... reasons) {
        return new PolicyDecided(
                "r",
                Decision.PERMIT,
                AuditFixture.IMAGE,
                "baseline",
                AuditFixture.POLICY,
                List.of(),
                List.of(),
                List.of(reasons));
    }

    private static void assertFault(AuditFault code, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(code));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
