package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.registry.AuthFile;
import dev.immure.core.image.registry.Authorities;
import dev.immure.core.image.registry.Challenge;
import dev.immure.core.image.registry.Credentials;
import dev.immure.core.image.registry.LinkHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What registries say in headers, and the files that tell how to speak to them. */
class RegistryFuzzTest {
    @FuzzTest
    void aDemandIsReadOrRefused(byte[] header) {
        try {
            Challenge challenge = Challenge.parse(List.of(text(header)), "registry.example");
            if (challenge instanceof Challenge.Bearer bearer) {
                assertThat(bearer.realm().getScheme()).isIn("https", "http");
                assertThat(bearer.realm().getHost()).isNotBlank();
                assertThat(bearer.realm().getUserInfo()).isNull();
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(RegistryFault.CHALLENGE);
        }
    }

    @FuzzTest
    void aNextPageIsReadOrNone(byte[] header) {
        assertThat(LinkHeader.next(text(header)).orElse("x")).isNotEmpty().doesNotContain("<", ">", " ", "\r", "\n");
    }

    @FuzzTest
    void aFileOfCredentialsIsReadOrRefused(byte[] content) {
        try {
            AuthFile file = AuthFile.parse(content, "auth.json");
            for (String host : List.of("docker.io", "registry.example", "a.example:5000")) {
                file.of(RegistryHost.parse(host), "team/app").ifPresent(RegistryFuzzTest::requireUsable);
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(RegistryFault.AUTH_FILE);
        }
    }

    /** What is sent in a header has no line of its own. */
    private static void requireUsable(Credentials credentials) {
        if (credentials instanceof Credentials.Password password) {
            assertThat(password.user()).doesNotContain(":", "\n", "\r").isNotEmpty();
            assertThat(password.password()).doesNotContain("\n", "\r");
        }
    }

    @FuzzTest
    void aCertificateIsReadOrRefused(byte[] pem) {
        try {
            assertThat(Authorities.parse(pem, "ca.pem")).isNotEmpty();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(RegistryFault.CA);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
