package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"s3crét p", "s3crét p\n", "s3crét p\r\n"})
    void theNewlineAtTheEndIsNotPartOfThePassword(String content) throws IOException {
        assertThat(PasswordFile.read(write(content.getBytes(StandardCharsets.UTF_8), "rw-------")))
                .isEqualTo("s3crét p".toCharArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "one\ntwo\n", "one\n\n"})
    void refusesWhatIsNotOneLine(String content) throws IOException {
        assertThat(fault(write(content.getBytes(StandardCharsets.UTF_8), "rw-------")))
                .isEqualTo(CliFault.PASSWORD_FILE);
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        assertThat(fault(write(new byte[] {(byte) 0xff}, "rw-------"))).isEqualTo(CliFault.PASSWORD_FILE);
    }

    @Test
    void refusesAFileThatOthersMayRead() throws IOException {
        assertThat(fault(write(new byte[] {'a'}, "rw-r-----"))).isEqualTo(CliFault.PERMISSIONS);
    }

    private Path write(byte[] content, String permissions) throws IOException {
        Path file = Files.write(directory.resolve("password"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static FaultCode fault(Path file) {
        var thrown = assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> PasswordFile.read(file))
                .actual();
        return thrown.fault().code();
    }
}
