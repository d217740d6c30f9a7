package dev.immure.core.image.store;

import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import dev.immure.core.image.TestImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentsIT {
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private StoreFixture fixture;
    private final TestImages image = TestImages.small();
    private final Descriptor subject =
            Descriptor.of(MediaTypes.OCI_MANIFEST, image.manifestDigest(), image.manifestBytes().length);

    @BeforeEach
    void open() {
        fixture = new StoreFixture(directory.resolve("store"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aReferrerOfALayoutIsFoundByTagAndByIndexEntry() {
        byte[] byTag = bundle("by tag", subject);
        byte[] byEntry = bundle("by entry", subject);
        Path layout = layout(byTag);
        TestImages.attachUntagged(layout, byEntry, EMPTY, text("by entry"));
        try (ImageSource source = fixture.layout(layout)) {
            assertThat(source.referrers(subject.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactlyInAnyOrder(Digest.of(byTag), Digest.of(byEntry));
            assertThat(source.referrers(subject.digest()))
                    .allSatisfy(one -> assertThat(one.artifactType()).contains(BUNDLE));
            assertThat(source.referrers(Digest.of(byTag))).isEmpty();
        }
    }

    @Test
    void anImportBringsReferrersAndWhatIsAttachedToThem() {
        byte[] first = bundle("first", subject);
        byte[] second = bundle("second", listed(first));
        Path layout = layout(first);
        TestImages.attachUntagged(layout, second, EMPTY, text("second"));
        fixture.importLayout(layout, "app:1");
        try (ImageSource stored = open("app:1")) {
            assertThat(stored.referrers(subject.digest())).containsExactly(listed(first));
            assertThat(stored.referrers(Digest.of(first))).containsExactly(listed(second));
            ImageManifest manifest = reader().manifest(stored.read(listed(second), 1 << 20));
            assertThat(stored.read(manifest.layers().getFirst(), 1 << 20)).isEqualTo(text("second"));
        }
        assertThat(fixture.store.list()).hasSize(1);
        int before = fixture.content().size();
        assertThat(fixture.store.gc().blobs()).as("all of it is in use").isZero();
        assertThat(fixture.content()).hasSize(before);
    }

    @Test
    void whatIsAttachedIsRemovedWithItsImageAndCollected() {
        byte[] first = bundle("first", subject);
        Path layout = layout(first);
        TestImages.attachUntagged(layout, bundle("second", listed(first)), EMPTY, text("second"));
        fixture.importLayout(layout, "app:1");
        fixture.importLayout(layout, "app:2");
        fixture.store.remove(ImageName.parse("app:1"));
        try (ImageSource stored = open("app:2")) {
            assertThat(stored.referrers(Digest.of(first)))
                    .as("the other tag still needs it")
                    .hasSize(1);
        }
        fixture.store.remove(ImageName.parse("app:2"));
        assertThat(fixture.store.tagged(ImageName.parse("app"), RefName.referrers(subject.digest())))
                .isEmpty();
        assertThat(fixture.store.tagged(ImageName.parse("app"), RefName.referrers(Digest.of(first))))
                .isEmpty();
        fixture.store.gc();
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void aReferrerOfAnotherSubjectStaysOutside() {
        Descriptor other = Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(text("other")), 5);
        byte[] lie = bundle("lie", other);
        fixture.importLayout(layout(lie), "app:1");
        try (ImageSource stored = open("app:1")) {
            assertThat(stored.referrers(subject.digest())).isEmpty();
        }
        assertThat(fixture.content()).doesNotContain(TestImages.blobPath(Digest.of(lie)));
    }

    /** No format signs with an index; one may name any number of manifests more. */
    @Test
    void anIndexThatRefersToTheImageStaysOutside() {
        byte[] one = bundle("one", subject);
        byte[] index =
                text("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"artifactType\":\"" + BUNDLE
                        + "\",\"manifests\":[],\"subject\":{\"mediaType\":\"" + subject.mediaType() + "\",\"digest\":\""
                        + subject.digest() + "\",\"size\":" + subject.size() + "}}");
        Path layout = image.layout(directory.resolve("layout"));
        List.of(one, index, EMPTY, text("one")).forEach(blob -> TestImages.blob(layout, blob));
        Descriptor listed = Descriptor.of(MediaTypes.OCI_INDEX, Digest.of(index), index.length);
        TestImages.attachIndex(
                layout, RefName.referrers(subject.digest()), LayoutJson.index(List.of(listed(one), listed)));
        fixture.importLayout(layout, "app:1");
        try (ImageSource stored = open("app:1")) {
            assertThat(stored.referrers(subject.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactly(Digest.of(one));
        }
        assertThat(fixture.content()).doesNotContain(TestImages.blobPath(Digest.of(index)));
    }

    @Test
    void tooManyReferrersAreRefused() {
        Path layout = layout(bundle("one", subject), bundle("two", subject), bundle("three", subject));
        Limits two = Limits.DEFAULT.with(Limit.REFERRERS, 2);
        try (StoreFixture strict = new StoreFixture(directory.resolve("strict"), two);
                ImageSource source = strict.layout(layout)) {
            assertFault(() -> source.referrers(subject.digest()), ImageFault.TOO_MANY_ATTACHMENTS);
            assertFault(
                    () -> strict.store.importImage(source, ImageName.parse("app:1")), ImageFault.TOO_MANY_ATTACHMENTS);
            assertThat(strict.content()).isEmpty();
        }
    }

    @Test
    void anAttachmentIsNotTakenForTheOnlyImage() {
        Path layout = image.layout(directory.resolve("layout"));
        TestImages.attachUntagged(layout, bundle("b", subject), EMPTY, text("b"));
        try (ImageSource source = fixture.layout(layout)) {
            assertThat(source.image().digest()).isEqualTo(subject.digest());
        }
    }

    @Test
    void aReferrerPutIntoTheStoreIsListedAfterThoseThatAreThere() {
        fixture.importLayout(layout(bundle("first", subject)), "app:1");
        byte[] second = bundle("second", subject);
        fixture.store.putReferrer(ImageName.parse("app"), second, List.of(EMPTY, text("second")));
        fixture.store.putReferrer(ImageName.parse("app"), second, List.of(EMPTY, text("second")));
        try (ImageSource stored = open("app:1")) {
            assertThat(stored.referrers(subject.digest()))
                    .containsExactly(listed(bundle("first", subject)), listed(second));
        }
    }

    @Test
    void aManifestWithAnEmptyConfigurationSaysWhatItIs() {
        String manifest = new String(bundle("b", subject), StandardCharsets.UTF_8);
        assertThat(reader().manifest(text(manifest)).type()).isEqualTo(BUNDLE);
        assertThat(reader().manifest(text(manifest)).subject()).contains(subject);
        assertFault(
                () -> reader().manifest(text(manifest.replace("\"artifactType\":\"" + BUNDLE + "\",", ""))),
                ImageFault.JSON_MISSING);
        assertFault(
                () -> reader().manifest(text(manifest.replace("\"artifactType\"", "\"artifacttype\""))),
                ImageFault.JSON_CASE_VARIANT);
    }

    private static ManifestReader reader() {
        return new ManifestReader(Limits.DEFAULT);
    }

    private ImageSource open(String name) {
        return ImageSources.open(ImageReference.parse(name), fixture.store);
    }

    /** The image, and these manifests in the index under the fallback tag, whatever their subject is. */
    private Path layout(byte[]... attached) {
        Path layout = image.layout(directory.resolve("layout"));
        List<Descriptor> entries =
                Arrays.stream(attached).map(AttachmentsIT::listed).toList();
        for (byte[] manifest : attached) {
            TestImages.blob(layout, manifest);
            String content = reader().manifest(manifest).annotations().getOrDefault("content", "");
            TestImages.blob(layout, text(content));
        }
        TestImages.blob(layout, EMPTY);
        TestImages.attachIndex(layout, RefName.referrers(subject.digest()), LayoutJson.index(entries));
        return layout;
    }

    private static Descriptor listed(byte[] manifest) {
        return reader().manifest(manifest).listed();
    }

    private static byte[] bundle(String content, Descriptor subject) {
        return LayoutJson.artifact(
                BUNDLE,
                Descriptor.of(MediaTypes.OCI_EMPTY, Digest.of(EMPTY), EMPTY.length),
                List.of(Descriptor.of(BUNDLE, Digest.of(text(content)), text(content).length)),
                subject,
                Map.of("content", content));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
