package dev.immure.core.image.store;

import static dev.immure.core.image.store.StoreFixture.assertFault;
import static dev.immure.registry.TestRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.registry.CredentialSource;
import dev.immure.core.image.registry.Credentials;
import dev.immure.core.image.registry.RegistryAccess;
import dev.immure.core.image.registry.TestPatience;
import dev.immure.registry.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryLoginIT {
    private static final CredentialSource NOBODY = (host, path) -> new Credentials.None();
    private static final CredentialSource ALICE = (host, path) -> new Credentials.Password("alice", "secret");
    /** Of {@code alice:secret}. */
    private static final String BASIC = "Basic YWxpY2U6c2VjcmV0";

    @TempDir
    Path temporary;

    private StoreFixture fixture;
    private final TestRegistry registry = TestRegistry.start();
    private final TestRegistry other = TestRegistry.start();
    private final TestImages image = TestImages.small();

    @BeforeEach
    void open() {
        fixture = new StoreFixture(temporary.resolve("store"));
        registry.add(image.files(), image.manifestBytes(), "v1");
    }

    @AfterEach
    void close() {
        fixture.close();
        registry.close();
        other.close();
    }

    @Test
    void aPasswordIsSentWhenItIsDemandedAndNotBefore() {
        demand("Basic realm=\"r\"", BASIC);
        try (ImageSource source = source(ALICE)) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
        }
        assertThat(registry.seen().getFirst().authorization()).isEmpty();
        assertThat(registry.seen().get(1).authorization()).contains(BASIC);
    }

    @Test
    void aWrongPasswordIsTriedOnce() {
        demand("Basic realm=\"r\"", "Basic other");
        assertFault(() -> source(ALICE).close(), RegistryFault.DENIED);
        assertThat(registry.seen()).hasSize(2);
    }

    @Test
    void aTokenIsFetchedForThisRepositoryAndNothingMore() {
        tokens("{\"token\":\"abc.def\",\"expires_in\":60}");
        demand("Bearer realm=\"" + realm() + "\",service=\"s\",scope=\"repository:other:pull,push\"", "Bearer abc.def");
        try (ImageSource source = source(ALICE)) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
        }
        assertThat(other.seen()).singleElement().satisfies(asked -> {
            assertThat(asked.query()).contains("service=s&scope=repository:app:pull");
            assertThat(asked.authorization()).contains(BASIC);
        });
        assertThat(registry.seen())
                .allSatisfy(asked -> assertThat(asked.authorization()).isNotEqualTo(Optional.of(BASIC)));
    }

    @Test
    void whoHasNoPasswordAsksForATokenAnonymously() {
        tokens("{\"access_token\":\"abc\"}");
        demand("Bearer realm=\"" + realm() + "\"", "Bearer abc");
        source(NOBODY).close();
        assertThat(other.seen())
                .singleElement()
                .satisfies(asked -> assertThat(asked.authorization()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://registry.example/token",
                "http://10.0.0.1/token",
                "ftp://registry.example/token",
                "https://user@registry.example/token",
                "/token",
                "file:///etc/passwd"
            })
    void aTokenIsAskedForOnlyWhereCredentialsMayGo(String realm) {
        demand("Bearer realm=\"" + realm + "\"", "none");
        assertFault(() -> source(ALICE).close(), RegistryFault.CHALLENGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"token\":7}",
                "{\"token\":\"a\\r\\nX: y\"}",
                "{\"token\":\"\"}",
                "{\"token\":\"a\",\"token\":\"b\"}",
                "no json"
            })
    void aTokenThatIsNoneIsRefused(String answer) {
        tokens(answer);
        demand("Bearer realm=\"" + realm() + "\"", "none");
        assertFault(() -> source(ALICE).close(), RegistryFault.TOKEN);
    }

    @Test
    void anEndlessTokenIsRefused() {
        tokens("{\"token\":\"" + "a".repeat(100_000) + "\"}");
        demand("Bearer realm=\"" + realm() + "\"", "none");
        assertFault(() -> source(ALICE).close(), RegistryFault.TOKEN);
    }

    @Test
    void aHugeDemandIsRefused() {
        demand("Bearer realm=\"" + realm() + "\",service=\"" + "s".repeat(100_000) + "\"", "none");
        assertFault(() -> source(ALICE).close(), RegistryFault.CHALLENGE);
        assertThat(other.seen()).isEmpty();
    }

    @Test
    void credentialsAreNotSentWhereARedirectLeads() {
        demand("Basic realm=\"r\"", BASIC);
        other.blobs(image.files());
        TestRegistry.Script honest = talk -> {
            if (!talk.path().contains("/blobs/")) {
                return authorized(talk, "Basic realm=\"r\"", BASIC);
            }
            talk.set("Location", "http://" + other.host() + talk.path());
            return talk.send(307);
        };
        registry.script(honest);
        try (ImageSource source = source(ALICE);
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            assertThat(unpacked.layers()).hasSize(1);
        }
        assertThat(other.seen())
                .hasSizeGreaterThan(1)
                .allSatisfy(asked -> assertThat(asked.authorization()).isEmpty());
    }

    @Test
    void aRedirectToADemandGetsNoCredentials() {
        registry.script(talk -> {
            talk.set("Location", "http://" + other.host() + talk.path());
            return talk.path().contains("/manifests/") && talk.send(307);
        });
        other.script(talk -> {
            talk.set("WWW-Authenticate", "Basic realm=\"r\"");
            return talk.send(401);
        });
        assertFault(() -> source(ALICE).close(), RegistryFault.DENIED);
        assertThat(other.seen())
                .allSatisfy(asked -> assertThat(asked.authorization()).isEmpty());
    }

    @Test
    void redirectsInALoopEnd() {
        registry.script(talk -> {
            talk.set("Location", talk.path());
            return talk.path().contains("/manifests/") && talk.send(302);
        });
        assertFault(() -> source(NOBODY).close(), RegistryFault.REDIRECT);
        assertThat(registry.seen()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://registry.example/x",
                "file:///etc/passwd",
                "http://u@127.0.0.1/",
                "http://[::1",
                ":",
                "https://169.254.169.254/latest/",
                "https://[fe80::1]/",
                "http://2130706433:5000/",
                "https://0.0.0.0/",
                "https://127.1/",
            })
    void aRedirectToWhereItMustNotGoIsRefused(String location) {
        registry.script(talk -> {
            talk.set("Location", location);
            return talk.path().contains("/manifests/") && talk.send(302);
        });
        assertFault(() -> source(NOBODY).close(), RegistryFault.REDIRECT);
    }

    @Test
    void aHelperIsNotStartedAndTheFaultSaysSo() {
        demand("Basic realm=\"r\"", BASIC);
        CredentialSource helper = (host, path) -> new Credentials.Elsewhere("desktop", "config.json");
        assertFault(() -> source(helper).close(), RegistryFault.CREDENTIAL_HELPER);
    }

    private String realm() {
        return "http://" + other.host() + "/token";
    }

    private void tokens(String answer) {
        other.script(talk -> talk.send(200, text(answer)));
    }

    private void demand(String challenge, String accepted) {
        registry.script(talk -> authorized(talk, challenge, accepted));
    }

    private static boolean authorized(TestRegistry.Talk talk, String challenge, String accepted) throws IOException {
        if (talk.header("Authorization").equals(Optional.of(accepted))) {
            return false;
        }
        talk.set("WWW-Authenticate", challenge);
        return talk.send(401);
    }

    private ImageSource source(CredentialSource credentials) {
        RegistryAccess access = new RegistryAccess(Map.of(), credentials, TestPatience.impatient());
        return ImageSources.open(
                ImageReference.parse("docker://" + registry.host() + "/app:v1"),
                fixture.store,
                access,
                ImageReading.WHOLE);
    }
}
