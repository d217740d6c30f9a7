package dev.immure.core.image.store;

import static dev.immure.core.image.store.StoreFixture.assertFault;
import static dev.immure.registry.TestRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.registry.Authorities;
import dev.immure.core.image.registry.Credentials;
import dev.immure.core.image.registry.RegistryAccess;
import dev.immure.core.image.registry.RegistryRule;
import dev.immure.core.image.registry.TestAuthority;
import dev.immure.core.image.registry.TestPatience;
import dev.immure.registry.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsIT {
    @TempDir
    Path temporary;

    private StoreFixture fixture;
    private final TestImages image = TestImages.small();

    @BeforeEach
    void open() {
        fixture = new StoreFixture(temporary.resolve("store"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aRegistryIsTrustedByItsOwnAuthorityAndByNoOther() throws IOException {
        TestAuthority authority = authority("one", "ip:127.0.0.1");
        TestAuthority stranger = authority("two", "ip:127.0.0.1");
        try (TestRegistry registry = TestRegistry.startTls(authority.server())) {
            registry.add(image.files(), image.manifestBytes(), "v1");
            try (ImageSource source = source(registry, certificates(authority), Optional.empty())) {
                fixture.store.importImage(source, ImageName.parse("app:1"));
            }
            assertFault(
                    () -> source(registry, certificates(stranger), Optional.empty())
                            .close(),
                    RegistryFault.TLS);
            assertFault(
                    () -> source(registry, List.of(), Optional.of(RegistryRule.Wire.HTTPS))
                            .close(),
                    RegistryFault.TLS);
        }
        assertThat(fixture.store.list()).hasSize(1);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws IOException {
        TestAuthority authority = authority("one", "dns:registry.example");
        try (TestRegistry registry = TestRegistry.startTls(authority.server())) {
            registry.add(image.files(), image.manifestBytes(), "v1");
            assertFault(
                    () -> source(registry, certificates(authority), Optional.empty())
                            .close(),
                    RegistryFault.TLS);
        }
    }

    @Test
    void aPlainRegistryIsNotReadWhereTlsIsDemanded() {
        try (TestRegistry registry = TestRegistry.start()) {
            registry.add(image.files(), image.manifestBytes(), "v1");
            assertFault(
                    () -> source(registry, List.of(), Optional.of(RegistryRule.Wire.HTTPS))
                            .close(),
                    RegistryFault.UNREACHABLE);
            assertThat(registry.seen()).isEmpty();
        }
    }

    @Test
    void aFileWithoutACertificateIsNoAuthority() {
        assertFault(() -> Authorities.parse(text(""), "ca.pem"), RegistryFault.CA);
        assertFault(() -> Authorities.parse(text("no certificate"), "ca.pem"), RegistryFault.CA);
        assertFault(
                () -> Authorities.parse(
                        text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "ca.pem"),
                RegistryFault.CA);
    }

    private TestAuthority authority(String name, String names) throws IOException {
        return new TestAuthority(Files.createDirectory(temporary.resolve(name)), names);
    }

    private static List<X509Certificate> certificates(TestAuthority authority) throws IOException {
        return Authorities.parse(Files.readAllBytes(authority.pem()), "ca.pem");
    }

    private ImageSource source(
            TestRegistry registry, List<X509Certificate> authorities, Optional<RegistryRule.Wire> wire) {
        RegistryRule rule = new RegistryRule(List.of(), wire, authorities, Optional.empty());
        RegistryAccess access = new RegistryAccess(
                Map.of(RegistryHost.parse(registry.host()), rule),
                (host, path) -> new Credentials.None(),
                TestPatience.impatient());
        return ImageSources.open(
                ImageReference.parse("docker://" + registry.host() + "/app:v1"),
                fixture.store,
                access,
                ImageReading.WHOLE);
    }
}
