package dev.immure.core.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.core.ImmureException;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFileTest {
    private static final RegistryHost HOST = RegistryHost.parse("registry.example:5000");

    @Test
    void theMostSpecificEntryCounts() {
        AuthFile file =
                parse("{\"auths\":{\"registry.example:5000\":" + auth("host:h") + ",\"registry.example:5000/team\":"
                        + auth("team:t") + ",\"registry.example:5000/team/app\":" + auth("app:a:b") + "}}");
        assertThat(file.of(HOST, "team/app")).contains(new Credentials.Password("app", "a:b"));
        assertThat(file.of(HOST, "team/other")).contains(new Credentials.Password("team", "t"));
        assertThat(file.of(HOST, "teams")).contains(new Credentials.Password("host", "h"));
        assertThat(file.of(RegistryHost.parse("registry.example"), "team/app")).isEmpty();
    }

    @Test
    void whatDockerWritesIsRead() {
        AuthFile file = parse("{\"auths\":{\"https://index.docker.io/v1/\":" + auth("hub:p")
                + ",\"https://registry.example:5000/\":" + auth("a:b") + "},\"HttpHeaders\":{\"User-Agent\":\"x\"}}");
        assertThat(file.of(RegistryHost.parse("docker.io"), "library/busybox"))
                .contains(new Credentials.Password("hub", "p"));
        assertThat(file.of(HOST, "x")).contains(new Credentials.Password("a", "b"));
    }

    @Test
    void aHelperIsNamedWhereNoEntryHasAPassword() {
        AuthFile file = parse("{\"auths\":{\"registry.example:5000\":{},\"a.example\":" + auth("a:b")
                + "},\"credHelpers\":{\"b.example\":\"ecr\"},\"credsStore\":\"desktop\"}");
        assertThat(file.of(RegistryHost.parse("a.example"), "x")).contains(new Credentials.Password("a", "b"));
        assertThat(file.of(RegistryHost.parse("b.example"), "x"))
                .contains(new Credentials.Elsewhere("ecr", "auth.json"));
        assertThat(file.of(HOST, "x")).contains(new Credentials.Elsewhere("desktop", "auth.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"auths\":[]}",
                "{\"auths\":{\"a\":7}}",
                "{\"auths\":{\"a\":{\"auth\":7}}}",
                "{\"auths\":{\"a\":{\"auth\":\"s3cret\"}}}",
                "{\"auths\":{\"a\":{\"auth\":\"czNjcmV0\"}}}",
                "{\"auths\":{\"a\":{\"auth\":\"OnMzY3JldA==\"}}}",
                "{\"auths\":{\"a\":{\"auth\":\"YQo6czNjcmV0\"}}}",
                "{\"auths\":{\"a\":{},\"a\":{}}}",
                "{\"credHelpers\":{\"a\":7}}",
                "{\"auths\":{\"a\":{\"auth\":\"s3cret\"}"
            })
    void whatIsMalformedIsRefusedWithoutTellingASecret(String content) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> parse(content))
                .satisfies(e -> {
                    assertThat(e.fault().code()).isEqualTo(RegistryFault.AUTH_FILE);
                    assertThat(e.fault().sentence()).doesNotContain("s3cret");
                });
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(new Credentials.Password("alice", "s3cret")).hasToString("alice:…");
    }

    private static AuthFile parse(String content) {
        return AuthFile.parse(content.getBytes(StandardCharsets.UTF_8), "auth.json");
    }

    private static String auth(String pair) {
        return "{\"auth\":\"" + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }
}
