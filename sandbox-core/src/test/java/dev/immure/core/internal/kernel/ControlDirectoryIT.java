package dev.immure.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlDirectoryIT {
    @TempDir
    private Path temp = Path.of("/");

    private ControlDirectory open() throws ErrnoException {
        return ControlDirectory.open(temp.toString());
    }

    private static void assertErrno(ThrowingCallable act, int errno) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65_535})
    void readsTheWholeFileWhateverItsLength(int length) throws Exception {
        String text = "x".repeat(length);
        Files.writeString(temp.resolve("f"), text);
        try (ControlDirectory directory = open()) {
            assertThat(directory.read("f")).hasValue(text);
        }
    }

    @Test
    void refusesAFileThatNoMeterIsLike() throws Exception {
        Files.writeString(temp.resolve("f"), "x".repeat(65_536));
        try (ControlDirectory directory = open()) {
            assertErrno(() -> directory.read("f"), Errno.EFBIG);
        }
    }

    @Test
    void aFileHeldOpenShowsWhatWasWrittenSince() throws Exception {
        Files.writeString(temp.resolve("f"), "12");
        try (ControlDirectory directory = open();
                ControlFile file = directory.openForReading("f")) {
            assertThat(file.read()).isEqualTo("12");
            directory.write("f", "34");
            assertThat(file.read()).isEqualTo("34");
        }
    }

    @Test
    void aMissingFileIsNoError() throws Exception {
        try (ControlDirectory directory = open()) {
            assertThat(directory.read("nonesuch")).isEmpty();
            assertErrno(() -> directory.write("nonesuch", "1"), Errno.ENOENT);
        }
    }

    @Test
    void neverLeavesTheDirectory() throws Exception {
        Files.createSymbolicLink(temp.resolve("link"), Files.createFile(temp.resolve("target")));
        try (ControlDirectory directory = open()) {
            assertErrno(() -> directory.read("link"), Errno.ELOOP);
            assertErrno(() -> directory.read("../x"), Errno.EXDEV);
            assertErrno(() -> directory.child("/etc"), Errno.EXDEV);
        }
    }

    @Test
    void refusesALinkInPlaceOfTheDirectoryItself() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("target")));
        assertErrno(() -> ControlDirectory.open(link.toString()), Errno.ENOTDIR);
    }

    @Test
    void makesAndRemovesADirectoryByName() throws Exception {
        try (ControlDirectory directory = open()) {
            directory.make("d");
            assertErrno(() -> directory.make("d"), Errno.EEXIST);
            directory.child("d").close();
            directory.remove("d");
            assertErrno(() -> directory.remove("d"), Errno.ENOENT);
        }
    }

    @Test
    void aSealedProgramCannotBeWritten() throws Exception {
        try (Fd program = Descriptors.sealedProgram("immure-test", new byte[] {1, 2, 3})) {
            assertErrno(() -> Descriptors.write(program, new byte[] {4}), Errno.EPERM);
            assertThat(Files.isExecutable(Path.of("/proc/self/fd/" + program.number())))
                    .isTrue();
        }
    }
}
