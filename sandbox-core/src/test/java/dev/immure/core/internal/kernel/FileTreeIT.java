package dev.immure.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeIT {
    @TempDir
    Path directory;

    private final FileTree files = new FileTree();

    @Test
    void neverLeavesItsDirectory() throws Exception {
        Files.createDirectory(directory.resolve("d"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("d"));
        Files.createSymbolicLink(directory.resolve("magic"), Path.of("/proc/self/cwd"));
        try (Fd root = root()) {
            assertErrno(() -> files.open(root, "..", Descriptors.O_PATH, 0).close(), Errno.EXDEV);
            assertErrno(() -> files.open(root, "/etc", Descriptors.O_PATH, 0).close(), Errno.EXDEV);
            assertErrno(() -> files.open(root, "d/../..", Descriptors.O_PATH, 0).close(), Errno.EXDEV);
            assertErrno(() -> files.open(root, "link", Descriptors.O_PATH, 0).close(), Errno.ELOOP);
            assertErrno(() -> files.open(root, "magic/x", Descriptors.O_PATH, 0).close(), Errno.ELOOP);
            assertErrno(
                    () -> files.open(root, "x".repeat(5000), Descriptors.O_PATH, 0)
                            .close(),
                    Errno.ENAMETOOLONG);
        }
    }

    @Test
    void listsDirectoriesThatDoNotFitOneBuffer() throws Exception {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            String name = "name-of-some-length-" + "é".repeat(i % 40) + i;
            names.add(name);
            Files.createFile(directory.resolve(name));
        }
        try (Fd root = root()) {
            assertThat(files.names(root)).hasSize(3000).containsExactlyInAnyOrderElementsOf(names);
            assertThat(files.names(root)).as("a second time, from the start").hasSize(3000);
        }
    }

    @Test
    void removesTreesWithoutFollowingLinks() throws Exception {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Files.writeString(kept.resolve("f"), "x");
        Path doomed = Files.createDirectories(directory.resolve("doomed/a/b"));
        Files.createSymbolicLink(doomed.resolve("link"), kept);
        Files.writeString(doomed.resolve("f"), "x");
        try (Fd root = root()) {
            new TreeRemover().remove(root, "doomed");
            new TreeRemover().remove(root, "not-there");
        }
        assertThat(directory.resolve("doomed")).doesNotExist();
        assertThat(kept.resolve("f")).exists();
    }

    @Test
    void removesMoreDirectoriesInEachOtherThanThereAreDescriptors() throws Exception {
        try (Fd root = root()) {
            files.makeDirectory(root, "0", 0700);
            Fd here = files.openDirectory(root, "0");
            for (int depth = 1; depth < 10_000; depth++) {
                files.makeDirectory(here, "d", 0700);
                Fd below = files.openDirectory(here, "d");
                here.close();
                here = below;
            }
            here.close();
            new TreeRemover().remove(root, "0");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void removesFilesWhoseNamesAreNoText() throws Exception {
        FileTree bytes = FileTree.ofBytes();
        try (Fd root = root()) {
            bytes.makeDirectory(root, "doomed", 0700);
            try (Fd doomed = bytes.openDirectory(root, "doomed")) {
                bytes.makeDirectory(doomed, "\u00ff\u00fe", 0700);
                bytes.makeSymlink("nowhere", doomed, "\u0080");
            }
            new TreeRemover().remove(root, "doomed");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void locksExcludeOtherOpenFilesOfTheSameProcess() throws Exception {
        Files.createFile(directory.resolve("lock"));
        try (Fd root = root();
                Fd other = files.open(root, "lock", Descriptors.O_RDWR, 0)) {
            try (Fd one = files.open(root, "lock", Descriptors.O_RDWR, 0)) {
                Flock.shared(one);
                assertThat(Flock.tryExclusive(other)).isFalse();
            }
            assertThat(Flock.tryExclusive(other)).isTrue();
        }
    }

    @Test
    void writesAndReadsMoreThanOneBuffer() throws Exception {
        byte[] content = new byte[300_001];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        try (Fd root = root()) {
            int flags = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;
            try (FdOutputStream out = new FdOutputStream(files.open(root, "f", flags, 0x180))) {
                out.write(content);
            }
            try (FdInputStream in = FdInputStream.owning(files.open(root, "f", Descriptors.O_RDONLY, 0))) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
            try (Fd file = files.open(root, "f", Descriptors.O_RDONLY, 0);
                    FdInputStream in = FdInputStream.span(file, 5, 7)) {
                assertThat(in.skip(2)).isEqualTo(2);
                assertThat(in.readAllBytes()).containsExactly(Arrays.copyOfRange(content, 7, 12));
            }
        }
    }

    private Fd root() throws ErrnoException, IOException {
        return Descriptors.open(directory.toRealPath().toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY);
    }

    private static void assertErrno(ThrowingCallable action, int errno) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
