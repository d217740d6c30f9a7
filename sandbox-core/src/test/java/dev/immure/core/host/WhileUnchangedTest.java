package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhileUnchangedTest {
    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final WhileUnchanged<Path, String> texts = new WhileUnchanged<>(nanoTime::get);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("trust.yaml"), "old");
        awaitTick();
    }

    @Test
    void whatNobodyChangedIsMadeOnce() {
        assertThat(read()).isEqualTo("old");
        assertThat(read()).isEqualTo("old");
        assertThat(made).hasValue(1);
    }

    @Test
    void aChangeShowsAtOnceEvenWithTheOldTime() throws IOException {
        FileTime then = Files.getLastModifiedTime(file);
        read();
        Files.writeString(file, "new");
        Files.setLastModifiedTime(file, then);
        assertThat(read()).isEqualTo("new");
    }

    @Test
    void anotherFileInItsPlaceShows() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "new");
        awaitTick();
        read();
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(read()).isEqualTo("new");
    }

    @Test
    void aLinkThatLeadsElsewhereShows() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "new");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        awaitTick();
        assertThat(texts.get(link, this::make)).isEqualTo("old");
        Files.delete(link);
        Files.createSymbolicLink(link, other);
        assertThat(texts.get(link, this::make)).isEqualTo("new");
    }

    @Test
    void aRightThatSomebodyElseWasGivenShows() throws IOException {
        read();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::read).hasMessageContaining("everybody may change");
    }

    @Test
    void filesThatComeAndGoBesideItAreNothingToIt() throws IOException {
        read();
        Files.writeString(folder.resolve("beside"), "new");
        read();
        assertThat(made).hasValue(1);
    }

    @Test
    void aFileThatWasNotThereShowsWhenItComes() throws IOException {
        Path absent = folder.resolve("absent");
        WhileUnchanged<String, Boolean> there = new WhileUnchanged<>(nanoTime::get);
        assertThat(there.get("absent", key -> isThere(absent))).isFalse();
        Files.writeString(absent, "");
        assertThat(there.get("absent", key -> isThere(absent))).isTrue();
    }

    /** It could be changed again in the same tick of the clock, and nobody would see. */
    @Test
    void whatWasWrittenJustNowIsNotKept() throws IOException {
        Files.writeString(file, "new");
        read();
        read();
        assertThat(made).hasValue(2);
    }

    @Test
    void nothingIsKeptForMoreThanASecond() {
        read();
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        read();
        assertThat(made).hasValue(2);
    }

    @Test
    void whatIsPartOfSomethingLargerIsKeptWithIt() throws IOException {
        WhileUnchanged<String, String> larger = new WhileUnchanged<>(nanoTime::get);
        assertThat(larger.get("x", key -> read() + "er")).isEqualTo("older");
        Files.writeString(file, "new");
        assertThat(larger.get("x", key -> read() + "er")).isEqualTo("newer");
    }

    @Test
    void aFailureIsMadeAgain() throws IOException {
        Files.delete(file);
        assertThatThrownBy(this::read).isInstanceOf(UncheckedIOException.class);
        Files.writeString(file, "back");
        assertThat(read()).isEqualTo("back");
    }

    private String read() {
        return texts.get(file, this::make);
    }

    private String make(Path from) {
        made.incrementAndGet();
        try {
            WriteAccess.current().gap(from).ifPresent(gap -> {
                throw new IllegalStateException(gap.why());
            });
            return Files.readString(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isThere(Path file) {
        Reliance.on(file);
        return Files.exists(file);
    }

    /** Until a change would get another time than what was written before. */
    private void awaitTick() throws IOException {
        FileTime written = (FileTime) Files.getAttribute(Files.writeString(folder.resolve("tick"), ""), "unix:ctime");
        FileTime now = written;
        while (now.toMillis() - written.toMillis() < 50) {
            now = (FileTime) Files.getAttribute(Files.writeString(folder.resolve("tick"), ""), "unix:ctime");
        }
    }
}
