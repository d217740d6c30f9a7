package dev.immure.core.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookasideIT {
    private static final Digest IMAGE = Digest.of(new byte[] {1});

    @TempDir
    Path base;

    private Path folder() throws IOException {
        return Files.createDirectories(base.resolve("team/app@sha256=" + IMAGE.hex()));
    }

    @Test
    void signaturesAreReadInOrderUpToTheFirstGap() throws IOException {
        for (String name : List.of("signature-1", "signature-2", "signature-4", "signature-0")) {
            Files.writeString(folder().resolve(name), name);
        }
        assertThat(read("team/app"))
                .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .containsExactly("signature-1", "signature-2");
    }

    @Test
    void anotherImageHasNone() throws IOException {
        Files.writeString(folder().resolve("signature-1"), "x");
        assertThat(read("team/other")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../team/app", "team//app", "team/../app", "/team", "team/", "", "Team/app"})
    void aNameThatLeadsElsewhereIsRefused(String repository) {
        assertThat(code(repository)).isEqualTo(ImageFault.LAYOUT);
    }

    @Test
    void aSymbolicLinkIsRefused() throws IOException {
        Path secret = Files.writeString(base.resolve("secret"), "x");
        Files.createSymbolicLink(folder().resolve("signature-1"), secret);
        assertThat(code("team/app")).isEqualTo(ImageFault.LAYOUT);
    }

    @Test
    void aLargeSignatureIsRefused() throws IOException {
        Files.write(folder().resolve("signature-1"), new byte[(64 << 10) + 1]);
        assertThat(code("team/app")).isEqualTo(ImageFault.BLOB_TOO_LARGE);
    }

    @Test
    void tooManySignaturesAreRefused() throws IOException {
        for (int number = 1; number <= 101; number++) {
            Files.writeString(folder().resolve("signature-" + number), "x");
        }
        assertThat(code("team/app")).isEqualTo(ImageFault.TOO_MANY_ATTACHMENTS);
    }

    @Test
    void aDirectoryThatIsNotThereIsToldAndNotTakenForAnEmptyOne() {
        ImmureException thrown = catchThrowableOfType(
                ImmureException.class,
                () -> Lookaside.read(base.resolve("missing"), "team/app", IMAGE, Limits.DEFAULT));
        assertThat(thrown.fault().code()).isEqualTo(ImageFault.NOT_FOUND);
    }

    private List<byte[]> read(String repository) {
        return Lookaside.read(base, repository, IMAGE, Limits.DEFAULT);
    }

    private Object code(String repository) {
        return catchThrowableOfType(ImmureException.class, () -> read(repository))
                .fault()
                .code();
    }
}
