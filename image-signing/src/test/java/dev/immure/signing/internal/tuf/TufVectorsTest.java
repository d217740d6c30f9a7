package dev.immure.signing.internal.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.TufFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Repositories that sigstore-java's authors made, each with one thing wrong; all of them by name. */
class TufVectorsTest {
    /** All files of the repositories that are not said to be expired hold at this moment. */
    private static final Instant THEN = Instant.parse("2023-01-15T00:00:00Z");

    private static final Instant LATER = Instant.parse("2024-08-20T00:00:00Z");

    private static Path folder() {
        return Vectors.folder("sigstore-java/tuf/synthetic");
    }

    private static byte[] trustedRoot() throws IOException {
        return Files.readAllBytes(folder().resolve("trusted-root.json"));
    }

    private static TufUpdate update(byte[] root, String repository, Accepted before, Instant now, String target) {
        return TufClient.update(root, new DirectoryRepository(folder().resolve(repository)), before, now, target);
    }

    private static TufUpdate template() throws IOException {
        return update(trustedRoot(), "test-template", Accepted.NOTHING, THEN, "test.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "test-template, test.txt, test file",
        "test-template, test.txt.v2, test target v2",
        "root-signing-workspace/repository, test2.txt, another test file"
    })
    void aSoundRepositoryIsFollowedToItsTarget(String repository, String target, String content) throws IOException {
        TufUpdate update = update(trustedRoot(), repository, Accepted.NOTHING, THEN, target);
        assertThat(new String(update.content(), StandardCharsets.UTF_8)).isEqualTo(content + "\n");
        assertThat(update.accepted().root()).isEqualTo(2);
        assertThat(update.accepted().timestamp()).isEqualTo(3);
        assertThat(update.accepted().snapshot()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "targets-with-subdirs, subdir/test.txt",
        "targets-sha256-or-sha512, test.txt",
        "targets-sha256-or-sha512, test2.txt",
        "test/repository, test.txt"
    })
    void aSoundRepositoryWithARootOfItsOwnIsFollowed(String repository, String target) throws IOException {
        byte[] root = Files.readAllBytes(folder().resolve(repository).resolve("1.root.json"));
        assertThat(update(root, repository, Accepted.NOTHING, LATER, target).content())
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "root-too-big | LIMIT | 2.root.json | more than 65536",
                "root-unsigned | SIGNATURES | 2.root.json | 0 of the keys",
                // one signature of three is no signature; the root is taken, for two suffice, and more is not there
                "root-update-with-empty-signature | MISSING | timestamp.json | does not have it",
                "root-update-with-invalid-signature | MISSING | timestamp.json | does not have it",
                "root-wrong-version | VERSION | 2.root.json | version 1, not 2",
                "tmp | MISSING | timestamp.json | does not have it",
                "timestamp-unsigned | SIGNATURES | | must",
                "snapshot-expired | EXPIRED | 3.snapshot.json | expired at 2022-11-19",
                "snapshot-invalid-hash | CONTENT | 3.snapshot.json | SHA-512",
                "snapshot-target-missing | CONTENT | 4.snapshot.json | has 352 bytes, not 540",
                "snapshot-version-mismatch | VERSION | 3.snapshot.json | version 2, not 3",
                "no-size-no-hash-snapshot-timestamp | MISSING | 3.targets.json | does not have it",
                "targets-expired | EXPIRED | 3.targets.json | expired at 2022-11-19",
                "targets-invalid-hash | CONTENT | 3.targets.json | SHA-512",
                "targets-snapshot-version-mismatch | VERSION | 3.targets.json | version 2, not 3",
                "targets-download-missing-target-metadata | METADATA | 3.targets.json | no length or no hash",
                "targets-download-invalid-hash | CONTENT | test.txt | SHA-512",
                "targets-download-invalid-length | LIMIT | test.txt | more than 10 bytes"
            })
    void aRepositoryWithOneThingWrongIsRefused(String repository, TufFault code, String file, String why)
            throws IOException {
        byte[] root = trustedRoot();
        Fault fault = Faults.of(() -> update(root, repository, Accepted.NOTHING, THEN, "test.txt"));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
        assertThat(fault.on()).contains(file == null ? "" : file);
        assertThat(fault.why()).contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timestamp-rollback-version | ROLLBACK | timestamp.json | version 3 was accepted before",
                "snapshot-target-version-rollback | ROLLBACK | 3.snapshot.json | version 3 was accepted before"
            })
    void whatIsOlderThanBeforeIsRefused(String repository, TufFault code, String file, String why) throws IOException {
        byte[] root = trustedRoot();
        Accepted before = template().accepted();
        Fault fault = Faults.of(() -> update(root, repository, before, THEN, "test.txt"));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
        assertThat(fault.on()).contains(file);
        assertThat(fault.why()).contains(why);
    }

    /** The next root is taken with fields that nobody knows, since they are signed along; then a timestamp is missing. */
    @Test
    void aRootWithUnknownFieldsIsFollowed() throws IOException {
        String repository = "root-update-with-unknown-fields";
        byte[] root = Files.readAllBytes(folder().resolve(repository).resolve("4.root.json"));
        Fault fault = Faults.of(() -> update(root, repository, Accepted.NOTHING, THEN, "test.txt"));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(TufFault.MISSING);
        assertThat(fault.on()).isEqualTo("timestamp.json");
        Root next = Root.parse(Files.readAllBytes(folder().resolve(repository).resolve("5.root.json")), "5.root.json");
        assertThat(Root.parse(root, "4.root.json").requireNext(next).metadata().version())
                .isEqualTo(5);
    }

    @Test
    void everyRepositoryIsTried() throws IOException {
        Set<String> tried = new TreeSet<>(List.of(
                "trusted-root.json",
                "test-template",
                "root-signing-workspace",
                "targets-with-subdirs",
                "targets-sha256-or-sha512",
                "test",
                "root-too-big",
                "root-unsigned",
                "root-update-with-empty-signature",
                "root-update-with-invalid-signature",
                "root-wrong-version",
                "tmp",
                "timestamp-unsigned",
                "snapshot-expired",
                "snapshot-invalid-hash",
                "snapshot-target-missing",
                "snapshot-version-mismatch",
                "no-size-no-hash-snapshot-timestamp",
                "targets-expired",
                "targets-invalid-hash",
                "targets-snapshot-version-mismatch",
                "targets-download-missing-target-metadata",
                "targets-download-invalid-hash",
                "targets-download-invalid-length",
                "timestamp-rollback-version",
                "snapshot-target-version-rollback",
                "root-update-with-unknown-fields"));
        try (Stream<Path> all = Files.list(folder())) {
            assertThat(all.map(path -> path.getFileName().toString()).collect(Collectors.toSet()))
                    .isEqualTo(tried);
        }
    }
}
