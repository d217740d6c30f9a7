package dev.immure.signing.internal.name;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedReferenceTest {
    private static final String HEX = "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "app, app",
        "team/app, team/app",
        "registry.example:5000/team/app, registry.example:5000/team/app",
        "registry.example:5000/team/app:v1.2, registry.example:5000/team/app",
        "localhost:5000/app, localhost:5000/app",
        "index.docker.io/library/busybox, docker.io/library/busybox",
        "docker.io/library/busybox:1, docker.io/library/busybox"
    })
    void namesARepositoryInOneSpelling(String text, String repository) {
        SignedReference reference = SignedReference.parse(text).orElseThrow();
        assertThat(reference.repository().value()).isEqualTo(repository);
        assertThat(reference.text()).isEqualTo(text);
    }

    @Test
    void keepsTagAndDigestApart() {
        SignedReference reference =
                SignedReference.parse("host:1/app:v1@sha256:" + HEX).orElseThrow();
        assertThat(reference.repository().value()).isEqualTo("host:1/app");
        assertThat(reference.tag()).contains("v1");
        assertThat(reference.digest()).contains(new Digest(HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":v1",
                "App",
                "app.",
                "registry.example./app",
                "app/",
                "/app",
                "a//b",
                "../app",
                "app:v1:v2",
                "app@sha256:00",
                "app@md5:00000000000000000000000000000000",
                "app\n",
                "app\u0000",
                "аpp",
                "https://registry.example/app",
                "app v1"
            })
    void refusesWhatIsNoReference(String text) {
        assertThat(SignedReference.parse(text)).isEmpty();
    }

    @Test
    void refusesAReferenceBeyondAllMeasure() {
        assertThat(SignedReference.parse("a".repeat(513))).isEmpty();
        assertThat(SignedReference.parse("a".repeat(256))).isEmpty();
    }
}
