package dev.immure.signing.internal.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.json.JsonException;
import dev.immure.signing.fault.TufFault;
import dev.immure.signing.internal.keys.PrivateKey;
import dev.immure.signing.internal.keys.PrivateKeys;
import dev.immure.signing.testing.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sound repository with one thing wrong. */
class TufClientTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    private final FakeRepository repository = new FakeRepository();
    private final byte[] root = repository.publish(5, 5, 5, "content");

    private TufUpdate update(Accepted before) {
        return TufClient.update(root, repository, before, NOW, FakeRepository.TARGET);
    }

    private Fault refused(Accepted before) {
        return Faults.of(() -> update(before));
    }

    private void refused(TufFault code, String why) {
        Fault fault = refused(Accepted.NOTHING);
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void theSoundRepositoryIsFollowedAgainAndAgain() throws JsonException {
        TufUpdate first = update(Accepted.NOTHING);
        assertThat(first.content()).isEqualTo("content".getBytes(StandardCharsets.UTF_8));
        Accepted kept = Accepted.parse(first.accepted().encode());
        assertThat(kept).isEqualTo(first.accepted());
        assertThat(update(kept).accepted()).isEqualTo(kept);
        repository.publish(6, 6, 6, "newer");
        assertThat(update(kept).accepted().timestamp()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"4, 5, 5, timestamp.json", "6, 4, 5, timestamp.json", "6, 6, 4, 6.snapshot.json"})
    void nothingOlderThanBeforeIsAccepted(int timestamp, int snapshot, int targets, String file) {
        Accepted before = update(Accepted.NOTHING).accepted();
        repository.publish(timestamp, snapshot, targets, "older");
        Fault fault = refused(before);
        assertThat(fault.code()).isEqualTo(TufFault.ROLLBACK);
        assertThat(fault.on()).isEqualTo(file);
    }

    @Test
    void aFileThatDisappearsFromTheSnapshotIsMissed() {
        repository.snapshot(5, "\"targets.json\":{\"version\":5},\"other.json\":{\"version\":1}");
        Accepted before = update(Accepted.NOTHING).accepted();
        repository.publish(6, 6, 6, "newer");
        Fault fault = refused(before);
        assertThat(fault.code()).isEqualTo(TufFault.MISSING);
        assertThat(fault.why()).contains("other.json");
    }

    @Test
    void anOlderRootThanBeforeIsRefused() {
        Accepted before = new Accepted(2, 0, 0, "", Map.of());
        Fault fault = refused(before);
        assertThat(fault.code()).isEqualTo(TufFault.ROLLBACK);
        assertThat(fault.why()).contains("version 2 was accepted before");
    }

    /** Else whoever stole the online keys once could stop all updates for ever with a very high version (5.3.11). */
    @Test
    void newOnlineKeysBeginAnew() {
        Accepted before = new Accepted(
                1, 1_000_000, 1_000_000, update(Accepted.NOTHING).accepted().keys(), Map.of());
        assertThat(refused(before).code()).isEqualTo(TufFault.ROLLBACK);
        repository.online = PrivateKeys.generateEcdsaP256();
        repository.root(2, 1, Map.of("r", repository.rootKey), repository.rootKey);
        repository.snapshot(5, 5);
        repository.timestamp(5, 5);
        assertThat(update(before).accepted().timestamp()).isEqualTo(5);
    }

    @Test
    void rootsAreFollowedOneByOneAndTheOldKeysStopCounting() {
        PrivateKey second = PrivateKeys.generateEcdsaP256();
        repository.root(2, 1, Map.of("r", second), repository.rootKey, second);
        repository.root(3, 1, Map.of("r", second), second);
        assertThat(update(Accepted.NOTHING).accepted().root()).isEqualTo(3);
        repository.root(4, 1, Map.of("r", repository.rootKey), repository.rootKey);
        refused(TufFault.SIGNATURES, "root 3");
    }

    @Test
    void aRootThatOnlyItsOwnKeysSignedIsRefused() {
        PrivateKey mallory = PrivateKeys.generateEcdsaP256();
        repository.root(2, 1, Map.of("r", mallory), mallory);
        refused(TufFault.SIGNATURES, "root 1");
    }

    @Test
    void aRootThatOnlyTheKeysBeforeSignedIsRefused() {
        repository.root(2, 1, Map.of("r2", PrivateKeys.generateEcdsaP256()), repository.rootKey);
        refused(TufFault.SIGNATURES, "this root");
    }

    @Test
    void aGapInTheChainOfRootsIsRefused() {
        byte[] third = repository.root(3, 1, Map.of("r", repository.rootKey), repository.rootKey);
        repository.put("2.root.json", third);
        refused(TufFault.VERSION, "version 3, not 2");
    }

    @Test
    void oneKeyUnderTwoIdsCountsOnce() {
        Map<String, PrivateKey> twice = Map.of("r", repository.rootKey, "s", repository.rootKey);
        repository.root(2, 2, twice, repository.rootKey);
        refused(TufFault.SIGNATURES, "1 of the keys");
    }

    @Test
    void oneKeyThatSignsTwiceCountsOnce() {
        PrivateKey other = PrivateKeys.generateEcdsaP256();
        Map<String, PrivateKey> two = Map.of("r", repository.rootKey, "s", other);
        repository.root(2, 2, two, repository.rootKey, repository.rootKey);
        refused(TufFault.SIGNATURES, "1 of the keys");
        repository.root(2, 2, two, repository.rootKey, other);
        assertThat(update(Accepted.NOTHING).accepted().root()).isEqualTo(2);
    }

    @Test
    void onlyTheLastRootMustNotHaveExpired() {
        Map<String, PrivateKey> keys = Map.of("r", repository.rootKey);
        repository.root(2, 1, keys, "2020-01-01T00:00:00Z", repository.rootKey);
        refused(TufFault.EXPIRED, "2020-01-01");
        repository.root(3, 1, keys, repository.rootKey);
        assertThat(update(Accepted.NOTHING).accepted().root()).isEqualTo(3);
    }

    @Test
    void aRepositoryThatIsHeldBackExpires() {
        repository.expires = NOW.toString();
        repository.timestamp(6, 5);
        refused(TufFault.EXPIRED, "expired at 2026-05-01");
    }

    @Test
    void filesOfTwoMomentsDoNotMix() {
        repository.publish(6, 6, 6, "newer");
        byte[] old = repository.file("5.snapshot.json");
        repository.put("6.snapshot.json", old);
        refused(TufFault.VERSION, "version 5, not 6");
    }

    @Test
    void oneRoleDoesNotSignForAnother() {
        repository.signed(
                "5.targets.json",
                "{\"_type\":\"targets\",\"spec_version\":\"1.0\",\"version\":5,\"expires\":\"2026-06-01T00:00:00Z\",\"targets\":{}}",
                repository.online);
        refused(TufFault.SIGNATURES, "targets role");
    }

    @Test
    void oneKindOfFileIsNotTakenForAnother() {
        repository.put("timestamp.json", repository.file("5.snapshot.json"));
        refused(TufFault.METADATA, "it is \"snapshot\", not timestamp");
    }

    @Test
    void aFileThatIsToBeHugeIsNotFetched() {
        repository.timestamp(6, "\"version\":5,\"length\":1000000000");
        refused(TufFault.LIMIT, "1000000000 bytes");
        assertThat(repository.asked).doesNotContain("5.snapshot.json");
    }

    @ParameterizedTest
    @CsvSource({"..", "../trusted_root.json", "a/../b", "/etc/passwd", "''", "a//b", ".hidden", "a/.b"})
    void aPathThatLeadsElsewhereIsNoTarget(String path) {
        repository.targets(
                5, "\"" + path + "\":{\"length\":0,\"hashes\":{\"sha256\":\"" + FakeRepository.hash("") + "\"}}");
        Fault fault = Faults.of(() -> TufClient.update(root, repository, Accepted.NOTHING, NOW, path));
        assertThat(fault.code()).isEqualTo(TufFault.TARGET);
    }

    @Test
    void aTargetThatIsNotListedIsRefused() {
        repository.targets(5, "");
        refused(TufFault.TARGET, "not among the targets");
    }

    @Test
    void aTargetWithoutAHashThatIsKnownIsRefused() {
        repository.targets(5, "\"trusted_root.json\":{\"length\":7,\"hashes\":{\"md5\":\"00\"}}");
        refused(TufFault.METADATA, "neither SHA-256 nor SHA-512");
    }

    @Test
    void aTargetThatWasChangedIsRefused() {
        repository.put(
                "targets/" + FakeRepository.hash("content") + "." + FakeRepository.TARGET,
                "CONTENT".getBytes(StandardCharsets.UTF_8));
        refused(TufFault.CONTENT, "SHA-256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":6 | \"version\":6,\"version\":7 | twice",
                "\"version\":6 | \"version\":6.0 | whole",
                "\"version\":6 | \"version\":0 | version is 0",
                "\"version\":6 | \"version\":-1 | version is -1",
                "\"version\":6 | \"version\":\"6\" | a number",
                "\"spec_version\":\"1.0\" | \"spec_version\":\"2.0\" | TUF 2.0",
                "00:00:00Z | 00:00:00+00:00 | not a time",
                "06-01T | 13-01T | not a time",
                "\"meta\" | \"mata\" | missing"
            })
    void malformedMetadataIsRefused(String from, String to, String why) {
        String good =
                "{\"_type\":\"timestamp\",\"spec_version\":\"1.0\",\"version\":6,\"expires\":\"2026-06-01T00:00:00Z\","
                        + "\"meta\":{\"snapshot.json\":{\"version\":5}}}";
        assertThat(good).contains(from);
        byte[] signed = repository.envelope(good, Map.of("online", repository.online), repository.online);
        // Signed as it was: what is malformed is refused before a signature could save it.
        String changed = new String(signed, StandardCharsets.UTF_8).replace(from, to);
        repository.put("timestamp.json", changed.getBytes(StandardCharsets.UTF_8));
        Fault fault = refused(Accepted.NOTHING);
        assertThat(fault.code()).as(fault.sentence()).isIn(TufFault.METADATA, TufFault.SIGNATURES);
        if (fault.code() == TufFault.METADATA) {
            assertThat(fault.why()).contains(why);
        } else {
            assertThat(to).isEqualTo("\"mata\"");
        }
    }

    @Test
    void everyChangeOfASignedFileIsRefused() {
        byte[] good = repository.file("timestamp.json");
        int start = new String(good, StandardCharsets.UTF_8).indexOf("\"signed\":");
        for (int at = start; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] ^= 1;
            repository.put("timestamp.json", changed);
            assertThat(refused(Accepted.NOTHING).code()).isInstanceOf(TufFault.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-pkcs1", "ecdsa-sha2-nistp224", "none", ""})
    void aKeyOfAnotherSchemeSignsNothing(String scheme) {
        String file = new String(root, StandardCharsets.UTF_8).replace("ecdsa-sha2-nistp256", scheme);
        Fault fault = Faults.of(() -> TufClient.update(
                file.getBytes(StandardCharsets.UTF_8), repository, Accepted.NOTHING, NOW, FakeRepository.TARGET));
        assertThat(fault.code()).isEqualTo(TufFault.SIGNATURES);
        assertThat(fault.why()).contains("0 of the keys");
    }

    @Test
    void aRootThatItsOwnKeysDidNotSignIsNotTrusted() {
        byte[] other = repository.root(1, 1, Map.of("r", repository.rootKey), PrivateKeys.generateEcdsaP256());
        Fault fault =
                Faults.of(() -> TufClient.update(other, repository, Accepted.NOTHING, NOW, FakeRepository.TARGET));
        assertThat(fault.code()).isEqualTo(TufFault.SIGNATURES);
    }
}
