package dev.immure.core.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.core.ImmureException;
import dev.immure.core.image.RegistryFault;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    @Test
    void readsWhatRegistriesSend() {
        assertThat(parse("Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                        + "scope=\"repository:a/b:pull\",error=\"invalid_token\""))
                .isEqualTo(new Challenge.Bearer(
                        URI.create("https://auth.docker.io/token"), Optional.of("registry.docker.io")));
        assertThat(parse("Basic realm=\"Registry Realm\"")).isEqualTo(new Challenge.Basic());
        assertThat(parse("basic realm=x, charset=\"UTF-8\"")).isEqualTo(new Challenge.Basic());
    }

    @Test
    void aTokenIsPreferredToAPassword() {
        assertThat(parse("Basic realm=\"r\"", "Bearer realm=\"https://a.example/t\""))
                .isInstanceOf(Challenge.Bearer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Negotiate",
                "Digest realm=\"r\"",
                "Bearer",
                "Bearer realm",
                "Bearer realm=",
                "Bearer realm=\"https://a.example/t",
                "Bearer realm=\"https://a.example/t\" x",
                "Bearer realm=\"https://a.example/t\",",
                "Bearer realm=\"https://a.example/t\",realm=\"https://b.example/t\"",
                "Bearer realm=\"https://a.example/\\\"t\"",
                "Bearer realm=\"a.example\"",
                "Bearer realm=\"https://u:p@a.example/\"",
                "Bearer realm=\"https://a.example/#f\"",
                "Bearer realm=\"https://a.example/\u0000\"",
                "Bearer realm=\"https://a.example/t\", Basic realm=\"r\""
            })
    void whatIsMalformedIsRefused(String header) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> parse(header))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(RegistryFault.CHALLENGE));
    }

    @Test
    void tooLongOrTooManyIsRefused() {
        String good = "Basic realm=\"r\"";
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> parse(good, good, good, good, good))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(RegistryFault.CHALLENGE));
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> parse("Basic realm=\"" + "r".repeat(5000) + "\""))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(RegistryFault.CHALLENGE));
        assertThatExceptionOfType(ImmureException.class).isThrownBy(ChallengeTest::parse);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "</v2/a/referrers/x?last=b>; rel=\"next\"|/v2/a/referrers/x?last=b",
                "<?n=1>;rel=next|?n=1",
            })
    void theNextPageIsRead(String header, String target) {
        assertThat(LinkHeader.next(header)).contains(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<a>",
                "<a>; rel=\"prev\"",
                "a; rel=\"next\"",
                "<a b>; rel=\"next\"",
                "<a>; rel=\"next\", <b>; rel=\"next\""
            })
    void anotherLinkIsNone(String header) {
        assertThat(LinkHeader.next(header)).isEmpty();
        assertThat(LinkHeader.next("<" + "a".repeat(5000) + ">; rel=\"next\"")).isEmpty();
    }

    private static Challenge parse(String... headers) {
        return Challenge.parse(List.of(headers), "registry.example");
    }
}
