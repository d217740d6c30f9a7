package dev.immure.core.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryIT {
    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("state");
    }

    @Test
    void whatIsPutThereIsReadBack() {
        try (StateDirectory state = StateDirectory.open(path())) {
            assertThat(state.read("one", 10)).isEmpty();
            state.alone(() -> state.replace("one", "old".getBytes(UTF_8)));
            state.alone(() -> state.replace("one", "new".getBytes(UTF_8)));
            assertThat(state.read("one", 10).orElseThrow()).asString(UTF_8).isEqualTo("new");
            assertThat(state.names()).containsExactly("one");
            state.alone(() -> state.remove("one"));
            state.alone(() -> state.remove("one"));
            assertThat(state.names()).isEmpty();
        }
        assertThat(path().toFile().list()).containsExactly("lock");
    }

    @Test
    void aDirectoryThatOthersMayEnterIsRefused() throws Exception {
        Files.createDirectory(path());
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwxr-xr-x"));
        refuses(StateFault.OWNER, () -> StateDirectory.open(path()).close());
    }

    @Test
    void aFileThatOthersMayWriteIsRefused() throws Exception {
        try (StateDirectory state = StateDirectory.open(path())) {
            state.alone(() -> state.replace("one", "1".getBytes(UTF_8)));
            Files.setPosixFilePermissions(path().resolve("one"), PosixFilePermissions.fromString("rw--w----"));
            refuses(StateFault.OWNER, () -> state.read("one", 10));
        }
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws Exception {
        try (StateDirectory state = StateDirectory.open(path())) {
            state.alone(() -> state.replace("one", "1".getBytes(UTF_8)));
            Files.setAttribute(path().resolve("one"), "unix:uid", 12345);
            refuses(StateFault.OWNER, () -> state.read("one", 10));
        }
    }

    @Test
    void neitherALinkNorAFifoNorALargeFileIsRead() throws Exception {
        try (StateDirectory state = StateDirectory.open(path())) {
            Files.createSymbolicLink(path().resolve("link"), Files.writeString(folder.resolve("target"), "x"));
            refuses(StateFault.FILE, () -> state.read("link", 10));
            assertThat(new ProcessBuilder("mkfifo", path().resolve("fifo").toString())
                            .start()
                            .waitFor())
                    .isZero();
            refuses(StateFault.FILE, () -> state.read("fifo", 10));
            state.alone(() -> state.replace("large", new byte[11]));
            refuses(StateFault.FILE, () -> state.read("large", 10));
        }
    }

    @Test
    void oneAtATimeChangesIt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                threads.execute(this::countOne);
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        try (StateDirectory state = StateDirectory.open(path())) {
            assertThat(state.read("count", 10).orElseThrow()).asString(UTF_8).isEqualTo("40");
        }
    }

    private void countOne() {
        try (StateDirectory state = StateDirectory.open(path())) {
            state.alone(() -> {
                int count = state.read("count", 10)
                        .map(bytes -> Integer.parseInt(new String(bytes, UTF_8)))
                        .orElse(0);
                state.replace("count", String.valueOf(count + 1).getBytes(UTF_8));
            });
        }
    }

    private static void refuses(StateFault code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(code));
    }
}
