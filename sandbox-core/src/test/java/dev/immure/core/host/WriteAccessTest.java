package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.host.WriteAccess.Gap;
import dev.immure.core.host.WriteAccess.Inode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose hands are on the way to a file. */
class WriteAccessTest {
    private static final int ALICE = 1000;
    private static final int MALLORY = 1001;
    private static final String FILE = "/home/alice/keys/release.pem";

    private final Map<String, Inode> tree = new HashMap<>();

    WriteAccessTest() {
        directory("/", 0, 0755);
        directory("/home", 0, 0755);
        directory("/home/alice", ALICE, 0700);
        directory("/home/alice/keys", ALICE, 0755);
        directory("/tmp", 0, 01777);
        file(FILE, ALICE, 0644);
    }

    @Test
    void aFileBelowDirectoriesOfRootAndTheCallerIsReliedUpon() {
        assertThat(gap(FILE)).isEmpty();
        assertThat(gap("/home/alice/../alice/./keys/release.pem")).isEmpty();
    }

    @Test
    void aFileOfSomebodyElseIsNot() {
        file(FILE, MALLORY, 0600);
        refused(FILE, FILE, "it belongs to user 1001, who is neither this user nor root");
    }

    @Test
    void neitherIsOneThatTheGroupOrEverybodyMayChange() {
        file(FILE, ALICE, 0664);
        refused(FILE, FILE, "its group may change it");
        file(FILE, ALICE, 0646);
        refused(FILE, FILE, "everybody may change it");
    }

    /** Who may write to a directory may put another file in the place of this one. */
    @Test
    void whoMayChangeADirectoryOnTheWayMayChangeTheFile() {
        directory("/home/alice/keys", ALICE, 0775);
        refused(FILE, "/home/alice/keys", "its group may change /home/alice/keys, on the way to it");
        directory("/home/alice/keys", ALICE, 0755);
        directory("/home", MALLORY, 0755);
        refused(FILE, "/home", "/home, on the way to it, belongs to user 1001");
    }

    @Test
    void inAStickyDirectoryTheOwnerOfTheEntryDecides() {
        file("/tmp/release.pem", ALICE, 0644);
        assertThat(gap("/tmp/release.pem")).isEmpty();
        file("/tmp/release.pem", MALLORY, 0644);
        refused("/tmp/release.pem", "/tmp/release.pem", "belongs to user 1001");
        directory("/tmp", 0, 0777);
        refused("/tmp/release.pem", "/tmp", "everybody may change /tmp");
    }

    /** A directory of policies counts by its entries, and a sticky one lets everybody add some. */
    @Test
    void aStickyDirectoryIsNoneWhoseEntriesCount() {
        directory("/home/alice/policy", ALICE, 01777);
        refused("/home/alice/policy", "/home/alice/policy", "everybody may change it");
    }

    @Test
    void linksAreFollowedAndTheirOwnWayIsLookedAt() {
        link("/tmp/latest", ALICE, "../home/alice/keys");
        assertThat(gap("/tmp/latest/release.pem")).isEmpty();
        directory("/home/alice/keys", ALICE, 0757);
        refused("/tmp/latest/release.pem", "/home/alice/keys", "everybody may change /home/alice/keys");
        link("/tmp/latest", MALLORY, "/home/alice/keys");
        refused("/tmp/latest/release.pem", "/tmp/latest", "belongs to user 1001");
    }

    @Test
    void aLinkToItselfEnds() {
        link("/tmp/loop", ALICE, "loop");
        assertThatThrownBy(() -> access().gap(Path.of("/tmp/loop")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Too many levels");
    }

    @Test
    void anUnmappedOwnerIsTakenForTheHostOnlyInsideOfAUserNamespace() {
        assertThat(UnmappedOwner.of(List.of("         0          0 4294967295"), "65534\n"))
                .isEmpty();
        assertThat(UnmappedOwner.of(List.of("         0       1000          1"), "65534\n"))
                .contains(65534);
    }

    @Test
    void theRealFileSystemIsReadTheSameWay(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("trust.yaml"), "schema: 1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(WriteAccess.current().gap(link)).isEmpty();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(WriteAccess.current().gap(link).map(Gap::place)).contains(directory);
    }

    private void refused(String file, String place, String why) {
        Gap gap = gap(file).orElseThrow();
        assertThat(gap.place()).isEqualTo(Path.of(place));
        assertThat(gap.why()).contains(why);
    }

    private Optional<Gap> gap(String file) {
        try {
            return access().gap(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WriteAccess access() {
        return new WriteAccess(Set.of(0, ALICE), path -> {
            Inode inode = tree.get(path.toString());
            if (inode == null) {
                throw new NoSuchFileException(path.toString());
            }
            return inode;
        });
    }

    private void directory(String path, int uid, int mode) {
        tree.put(path, new Inode(uid, mode, true, Optional.empty()));
    }

    private void file(String path, int uid, int mode) {
        tree.put(path, new Inode(uid, mode, false, Optional.empty()));
    }

    private void link(String path, int uid, String target) {
        tree.put(path, new Inode(uid, 0777, false, Optional.of(Path.of(target))));
    }
}
