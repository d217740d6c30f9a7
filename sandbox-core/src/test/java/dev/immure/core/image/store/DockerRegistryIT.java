package dev.immure.core.image.store;

import static dev.immure.registry.TestRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.registry.DebianRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerRegistryIT {
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    @TempDir
    Path temporary;

    private StoreFixture fixture;
    private DebianRegistry registry;
    private final TestImages image = TestImages.small();

    @BeforeEach
    void open() throws IOException, InterruptedException {
        fixture = new StoreFixture(temporary.resolve("store"));
        registry = DebianRegistry.start(temporary.resolve("registry"));
        registry.push("team/app", "v1", image);
    }

    @AfterEach
    void close() {
        fixture.close();
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void anImageOfARealRegistryIsImportedByTagAndByDigest() {
        for (String suffix : List.of(":v1", "@" + image.manifestDigest())) {
            try (ImageSource source = source(suffix)) {
                assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
                fixture.store.importImage(source, ImageName.parse("app:1"));
            }
        }
        assertThat(fixture.store.list()).hasSize(1);
        StoreFixture.assertFault(() -> source(":v2").close(), RegistryFault.NOT_FOUND);
    }

    @Test
    void signaturesAndReferrersComeAlong() {
        byte[] bundle = LayoutJson.artifact(
                BUNDLE,
                blob("{}", MediaTypes.OCI_EMPTY),
                List.of(blob("bundle", BUNDLE)),
                Descriptor.of(MediaTypes.OCI_MANIFEST, image.manifestDigest(), image.manifestBytes().length),
                Map.of());
        byte[] signature = LayoutJson.manifest(
                blob("{}", MediaTypes.OCI_CONFIG), List.of(blob("payload", "application/x")), Map.of());
        String tag = RefName.attachment(image.manifestDigest(), "sig");
        registry.pushManifest("team/app", tag, MediaTypes.OCI_MANIFEST, signature);
        registry.pushManifest("team/app", Digest.of(bundle).toString(), MediaTypes.OCI_MANIFEST, bundle);
        Descriptor listed = new ManifestReader(Limits.DEFAULT).manifest(bundle).listed();
        registry.pushManifest(
                "team/app",
                RefName.referrers(image.manifestDigest()),
                MediaTypes.OCI_INDEX,
                LayoutJson.index(List.of(listed)));
        try (ImageSource source = source(":v1")) {
            fixture.store.importImage(source, ImageName.parse("app:1"));
        }
        try (ImageSource stored = ImageSources.open(ImageReference.parse("app:1"), fixture.store)) {
            assertThat(stored.tagged(tag).map(Descriptor::digest)).contains(Digest.of(signature));
            assertThat(stored.referrers(image.manifestDigest())).containsExactly(listed);
        }
    }

    private Descriptor blob(String content, String mediaType) {
        registry.pushBlob("team/app", text(content));
        return Descriptor.of(mediaType, Digest.of(text(content)), text(content).length);
    }

    private ImageSource source(String suffix) {
        return ImageSources.open(
                ImageReference.parse("docker://" + registry.host() + "/team/app" + suffix), fixture.store);
    }
}
