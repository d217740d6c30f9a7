package dev.immure.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageReference.DockerArchive;
import dev.immure.core.image.ImageReference.OciArchive;
import dev.immure.core.image.ImageReference.OciLayout;
import dev.immure.core.image.ImageReference.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void readsEachTransport() {
        assertThat(ImageReference.parse("oci:/srv/images/gcc"))
                .isEqualTo(new OciLayout(Path.of("/srv/images/gcc"), Optional.empty()));
        assertThat(ImageReference.parse("oci:dir:registry.example.com/gcc:13"))
                .isEqualTo(new OciLayout(Path.of("dir"), Optional.of("registry.example.com/gcc:13")));
        assertThat(ImageReference.parse("oci-archive:gcc.tar:v1"))
                .isEqualTo(new OciArchive(Path.of("gcc.tar"), Optional.of("v1")));
        assertThat(ImageReference.parse("docker-archive:gcc.tar"))
                .isEqualTo(new DockerArchive(Path.of("gcc.tar"), Optional.empty()));
        assertThat(ImageReference.parse("tools/gcc:13"))
                .isEqualTo(new Stored(ImageName.parse("tools/gcc:13"), Optional.empty()));
        assertThat(ImageReference.parse("tools/gcc@sha256:" + HEX))
                .isEqualTo(new Stored(ImageName.parse("tools/gcc"), Optional.of(new Digest(HEX))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci:/srv/images/gcc",
                "oci:dir:v1",
                "oci-archive:gcc.tar:v1",
                "docker-archive:gcc.tar:tools/gcc:13",
                "dir:/srv/images/a:b",
                "tools/gcc:13",
                "127.0.0.1:5000/gcc:13",
                "gcc@sha256:" + HEX
            })
    void printsWhatItRead(String text) {
        assertThat(ImageReference.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|REFERENCE",
                "oci:|REFERENCE",
                "oci::v1|REFERENCE",
                "oci:dir:|REFERENCE",
                "oci:dir:-x|REFERENCE",
                "oci:dir:a b|REFERENCE",
                "docker:alpine:3|REFERENCE",
                "docker://|NAME",
                "dir:|REFERENCE",
                "ostree:/srv/x|TRANSPORT",
                "docker-daemon:x:y|TRANSPORT",
                "gcc@sha256:abc|REFERENCE",
                "gcc@md5:900150983cd24fb0d6963f7d28e17f72|REFERENCE",
                "gcc:13@sha256:" + HEX + "|REFERENCE",
                "Gcc|NAME",
                "gcc:|NAME",
                "/gcc|NAME",
                "gcc/|NAME",
                "a//b|NAME",
                "../gcc|NAME",
                "gcc:.x|NAME",
                "gcc:a/b|NAME",
                "host:0/gcc|NAME",
            })
    void refusesWithItsOwnReason(String text, ImageFault reason) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> ImageReference.parse(text))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci:some/dir:v1", "oci-archive:a.tar", "docker-archive:a.tar:v1", "dir:some/dir"})
    void aPathLiesWhereTheUserStandsAndIsShownAsHeWroteIt(String text) {
        List<String> asked = new ArrayList<>();
        ImageReference reference = ImageReference.parse(text, written -> {
            asked.add(written);
            return Path.of("/home/user").resolve(written);
        });
        assertThat(asked).singleElement().asString().doesNotContain(":");
        assertThat(reference).hasToString(text).isNotEqualTo(ImageReference.parse(text));
    }

    @Test
    void refusesANulWhereverItIs() {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> ImageReference.parse("oci:dir\0x"))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(ImageFault.REFERENCE));
    }

    @Test
    void answersALongNameAtOnce() {
        String name = "a" + "-a".repeat(50_000);
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> ImageName.parse(name))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(ImageFault.NAME));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "gcc,gcc,",
                "gcc:13,gcc,13",
                "localhost:5000/gcc,localhost:5000/gcc,",
                "localhost:5000/gcc:13,localhost:5000/gcc,13",
                "a__b/c--d/e.f:V_1.2-x,a__b/c--d/e.f,V_1.2-x"
            })
    void tellsAPortFromATag(String text, String repository, String tag) {
        assertThat(ImageName.parse(text)).isEqualTo(new ImageName(repository, Optional.ofNullable(tag)));
    }
}
