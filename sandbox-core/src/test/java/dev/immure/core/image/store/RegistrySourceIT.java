package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static dev.immure.core.image.store.StoreFixture.assertFault;
import static dev.immure.registry.TestRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import dev.immure.core.image.RefName;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.registry.CredentialSource;
import dev.immure.core.image.registry.Credentials;
import dev.immure.core.image.registry.RegistryAccess;
import dev.immure.core.image.registry.RegistryRule;
import dev.immure.core.image.registry.TestPatience;
import dev.immure.registry.TestRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrySourceIT {
    private static final CredentialSource NOBODY = (host, path) -> new Credentials.None();
    private static final byte[] EMPTY = text("{}");

    @TempDir
    Path temporary;

    private StoreFixture fixture;
    private final TestRegistry registry = TestRegistry.start();
    /** Some hundred kilobytes that gzip cannot make smaller. */
    private final TestImages image = TestImages.of(TestImages.smallLayer(), tar().file("noise", noise()));

    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void open() {
        fixture = new StoreFixture(temporary.resolve("store"));
        registry.add(image.files(), image.manifestBytes(), "v1");
    }

    @AfterEach
    void close() {
        fixture.close();
        registry.close();
    }

    @Test
    void anImageIsResolvedOnceAndFetchedByDigest() {
        try (ImageSource source = source("/app:v1")) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            assertThat(source.image().name()).contains(registry.host() + "/app");
            assertThat(source.image().tag()).contains("v1");
            fixture.store.importImage(source, ImageName.parse("app:1"));
        }
        try (ImageSource stored = ImageSources.open(ImageReference.parse("app:1"), fixture.store)) {
            assertThat(stored.image().digest()).isEqualTo(image.manifestDigest());
        }
        assertThat(registry.paths().stream().filter(path -> path.endsWith("/manifests/v1")))
                .as("the tag is asked for once")
                .hasSize(1);
        assertThat(registry.seen())
                .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
    }

    @Test
    void theVerifiedBytesAreUsedThoughTheTagMoves() {
        TestImages other = TestImages.of(tar().file("evil", "x"));
        try (ImageSource source = source("/app:v1")) {
            registry.add(other.files(), other.manifestBytes(), "v1");
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            fixture.store.importImage(source, ImageName.parse("app:1"));
        }
        assertThat(fixture.store.list().getFirst().descriptor().digest()).isEqualTo(image.manifestDigest());
    }

    @Test
    void anotherManifestThanTheDigestAskedForIsRefused() {
        TestImages other = TestImages.of(tar().file("evil", "x"));
        registry.lie(image.manifestDigest().toString(), MediaTypes.OCI_MANIFEST, other.manifestBytes());
        assertFault(() -> source("/app@" + image.manifestDigest()).close(), RegistryFault.DIGEST);
        registry.script(talk -> {
            talk.set("Docker-Content-Digest", other.manifestDigest().toString());
            talk.set("Content-Type", MediaTypes.OCI_MANIFEST);
            return talk.path().contains("/manifests/") && talk.send(200, image.manifestBytes());
        });
        assertFault(() -> source("/app:v1").close(), RegistryFault.DIGEST);
    }

    @Test
    void otherBytesForALayerAreRefusedAndNothingStays() {
        Digest layer = image.layerDigests().getFirst();
        byte[] bytes = stored(layer).clone();
        bytes[bytes.length - 12] ^= 1;
        registry.blob(layer, bytes);
        try (ImageSource source = source("/app:v1")) {
            assertFault(() -> fixture.store.importImage(source, ImageName.parse("a:1")), ImageFault.BLOB_DIGEST);
        }
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void aContentTypeThatContradictsTheDocumentIsRefused() {
        registry.lie("v1", MediaTypes.OCI_INDEX, image.manifestBytes());
        assertFault(() -> source("/app:v1").close(), RegistryFault.CONTENT_TYPE);
        registry.lie("v1", "application/json", image.manifestBytes());
        assertFault(() -> source("/app:v1").close(), RegistryFault.CONTENT_TYPE);
        String both = new String(image.manifestBytes(), StandardCharsets.UTF_8)
                .replace("\"layers\"", "\"manifests\":[],\"layers\"");
        registry.lie("v1", MediaTypes.OCI_MANIFEST, text(both));
        assertFault(() -> source("/app:v1").close(), ImageFault.AMBIGUOUS_MANIFEST);
    }

    /** A few KiB of gzip are GiB; nobody but the layer itself may say that it is compressed. */
    @Test
    void anEncodingThatNobodyAskedForIsRefusedAndNotDecoded() throws IOException {
        registry.script(talk -> {
            talk.set("Content-Encoding", "gzip");
            return false;
        });
        assertFault(() -> source("/app:v1").close(), RegistryFault.HEADER);
        registry.script(talk -> {
            if (talk.path().contains("/blobs/")) {
                talk.set("Content-Encoding", "deflate");
            }
            return false;
        });
        assertFault(this::importsWhole, RegistryFault.HEADER);
    }

    @Test
    void aManifestOfSchema1IsRefused() {
        registry.lie(
                "v1",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                text("{\"schemaVersion\":1,\"name\":\"a\",\"fsLayers\":[],\"signatures\":[]}"));
        assertFault(() -> source("/app:v1").close(), ImageFault.SCHEMA_1);
    }

    @Test
    void onlyTheImageOfThisPlatformIsTakenAndTheIndexCoversIt() {
        Descriptor child = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                image.manifestDigest(),
                image.manifestBytes().length,
                Map.of(),
                Optional.of(Platform.host()),
                Optional.empty());
        Descriptor other = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                Digest.of(text("other")),
                5,
                Map.of(),
                Optional.of(new Platform("linux", "s390x")),
                Optional.empty());
        byte[] index = LayoutJson.index(List.of(other, child));
        registry.manifest(MediaTypes.OCI_INDEX, index, "all");
        try (ImageSource source = source("/app:all")) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            assertThat(source.image().index().map(Descriptor::digest)).contains(Digest.of(index));
        }
        registry.lie(
                image.manifestDigest().toString(),
                MediaTypes.OCI_MANIFEST,
                TestImages.of(tar().file("evil", "x")).manifestBytes());
        assertFault(() -> source("/app:all").close(), RegistryFault.DIGEST);
    }

    @Test
    void anImageThatIsNotThereIsSaidToBeMissing() {
        assertFault(() -> source("/app:v2").close(), RegistryFault.NOT_FOUND);
        registry.script(talk -> talk.send(404));
        assertFault(() -> source("/app:v1").close(), RegistryFault.NO_REGISTRY);
    }

    @Test
    void aVerificationReadsNoLayerAndNoConfiguration() {
        registry.script(talk -> talk.path().contains("/blobs/") && talk.send(404));
        try (ImageSource source =
                ImageSources.open(reference("/app:v1"), fixture.store, access(), ImageReading.MANIFEST_ONLY)) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
        }
        assertThat(registry.paths()).noneMatch(path -> path.contains("/blobs/"));
    }

    // What is attached.

    @Test
    void referrersComeFromTheApiPageByPage() {
        byte[] first = bundle("first");
        byte[] second = bundle("second");
        registry.manifest(MediaTypes.OCI_MANIFEST, first);
        registry.manifest(MediaTypes.OCI_MANIFEST, second);
        for (String content : List.of("first", "second")) {
            registry.blob("x", text(content));
        }
        registry.blob("x", EMPTY);
        registry.script(talk -> {
            if (!talk.path().endsWith("/referrers/" + image.manifestDigest())) {
                return false;
            }
            boolean more = talk.query().isEmpty();
            talk.set("Content-Type", MediaTypes.OCI_INDEX);
            if (more) {
                talk.set("Link", "<" + talk.path() + "?n=1&last=a>; rel=\"next\"");
            }
            return talk.send(200, LayoutJson.index(List.of(listed(more ? first : second))));
        });
        try (ImageSource source = source("/app:v1")) {
            assertThat(source.referrers(image.manifestDigest())).containsExactly(listed(first), listed(second));
            fixture.store.importImage(source, ImageName.parse("app:1"));
        }
        try (ImageSource stored = ImageSources.open(ImageReference.parse("app:1"), fixture.store)) {
            assertThat(stored.referrers(image.manifestDigest())).containsExactly(listed(first), listed(second));
        }
    }

    @Test
    void withoutTheApiTheFallbackTagTells() {
        byte[] bundle = bundle("first");
        registry.manifest(
                MediaTypes.OCI_INDEX,
                LayoutJson.index(List.of(listed(bundle))),
                RefName.referrers(image.manifestDigest()));
        try (ImageSource source = source("/app:v1")) {
            assertThat(source.referrers(image.manifestDigest())).containsExactly(listed(bundle));
            assertThat(source.referrers(Digest.of(bundle))).isEmpty();
        }
    }

    @Test
    void endlessPagesOfReferrersAreRefused() {
        registry.script(talk -> {
            talk.set("Content-Type", MediaTypes.OCI_INDEX);
            talk.set("Link", "<" + talk.path() + "?last=" + talk.number() + ">; rel=\"next\"");
            return talk.path().contains("/referrers/") && talk.send(200, LayoutJson.index(List.of()));
        });
        try (ImageSource source = source("/app:v1")) {
            assertFault(() -> source.referrers(image.manifestDigest()), RegistryFault.PAGES);
        }
        assertThat(registry.paths().stream().filter(path -> path.contains("/referrers/")))
                .hasSize(20);
    }

    @Test
    void aNextPageElsewhereIsRefused() {
        for (String link : List.of(
                "<http://127.0.0.2/v2/app/referrers/x>; rel=\"next\"",
                "</v2/other/referrers/" + image.manifestDigest() + ">; rel=\"next\"",
                "<?last=1>; rel=\"prev\"",
                "no link")) {
            registry.script(talk -> {
                talk.set("Content-Type", MediaTypes.OCI_INDEX);
                talk.set("Link", link);
                return talk.path().contains("/referrers/") && talk.send(200, LayoutJson.index(List.of()));
            });
            try (ImageSource source = source("/app:v1")) {
                assertFault(() -> source.referrers(image.manifestDigest()), RegistryFault.PAGES);
            }
        }
    }

    @Test
    void tooManyReferrersOfARegistryAreRefused() {
        List<Descriptor> many = IntStream.rangeClosed(0, 1000)
                .mapToObj(i -> Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(text("m" + i)), 5))
                .toList();
        registry.referrers(image.manifestDigest(), LayoutJson.index(many));
        try (ImageSource source = source("/app:v1")) {
            assertFault(() -> source.referrers(image.manifestDigest()), ImageFault.TOO_MANY_ATTACHMENTS);
        }
    }

    @Test
    void looseSignaturesComeFromTheLookaside() throws IOException {
        Path base = temporary.resolve("sigstore");
        Path folder = Files.createDirectories(
                base.resolve("team/app@sha256=" + image.manifestDigest().hex()));
        Files.writeString(folder.resolve("signature-1"), "one");
        Files.writeString(folder.resolve("signature-2"), "two");
        assertThat(loose(base.toUri())).containsExactly("one", "two");
        registry.script(talk -> talk.path()
                        .equals("/side/team/app@sha256="
                                + image.manifestDigest().hex() + "/signature-1")
                && talk.send(200, text("by web")));
        assertThat(loose(URI.create("http://" + registry.host() + "/side/"))).containsExactly("by web");
        registry.script(talk -> talk.path().startsWith("/side/") && talk.send(200, new byte[(64 << 10) + 1]));
        assertFault(() -> loose(URI.create("http://" + registry.host() + "/side/")), RegistryFault.TOO_LARGE);
        registry.script(talk -> talk.path().startsWith("/side/") && talk.send(200, text("again")));
        assertFault(() -> loose(URI.create("http://" + registry.host() + "/side/")), ImageFault.TOO_MANY_ATTACHMENTS);
    }

    private List<String> loose(URI base) {
        RegistryRule rule = new RegistryRule(List.of(), Optional.empty(), List.of(), Optional.of(base));
        RegistryAccess access = access(Map.of(RegistryHost.parse(registry.host()), rule), NOBODY);
        try (ImageSource source =
                ImageSources.open(reference("/team/app:v1"), fixture.store, access, ImageReading.WHOLE)) {
            return source.looseSignatures().stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    // Sizes and times.

    @Test
    void anEndlessManifestIsReadNoFurtherThanItsLimit() {
        registry.script(talk -> {
            if (!talk.path().contains("/manifests/")) {
                return false;
            }
            talk.set("Content-Type", MediaTypes.OCI_MANIFEST);
            endless(talk.open(200, 0));
            return true;
        });
        assertFault(() -> source("/app:v1").close(), RegistryFault.TOO_LARGE);
    }

    @Test
    void anEndlessLayerIsReadNoFurtherThanItsDescriptorSays() {
        registry.script(talk -> {
            if (!talk.path().contains(image.layerDigests().getFirst().hex())) {
                return false;
            }
            OutputStream out = talk.open(200, 0);
            out.write(stored(image.layerDigests().getFirst()));
            endless(out);
            return true;
        });
        try (ImageSource source = source("/app:v1")) {
            assertFault(() -> fixture.store.importImage(source, ImageName.parse("a:1")), ImageFault.BLOB_SIZE);
        }
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void aSlowDripEndsWithItsTime() {
        registry.script(talk -> {
            if (!talk.path().contains("/manifests/")) {
                return false;
            }
            talk.set("Content-Type", MediaTypes.OCI_MANIFEST);
            drip(talk.open(200, 0));
            return true;
        });
        long start = System.nanoTime();
        assertFault(() -> source("/app:v1").close(), RegistryFault.TIME);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void anAnswerThatNeverComesEndsWithItsTime() {
        registry.script(talk -> talk.path().contains("/manifests/"));
        long start = System.nanoTime();
        assertFault(() -> source("/app:v1").close(), RegistryFault.TIME);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    // Losses.

    @Test
    void aLayerThatBreaksOffIsResumedWhereItBroke() {
        Digest layer = image.layerDigests().getLast();
        byte[] bytes = stored(layer);
        registry.script(talk -> talk.path().endsWith(layer.toString())
                && talk.header("Range").isEmpty()
                && talk.cut(200, bytes, bytes.length / 2));
        importsWhole();
        assertThat(registry.seen())
                .anySatisfy(request -> assertThat(request.range()).isPresent());
    }

    @Test
    void aServerThatIgnoresTheRangeIsReadFromTheStart() {
        Digest layer = image.layerDigests().getLast();
        byte[] bytes = stored(layer);
        registry.script(talk -> talk.path().endsWith(layer.toString())
                && (talk.header("Range").isEmpty() ? talk.cut(200, bytes, bytes.length / 2) : talk.send(200, bytes)));
        importsWhole();
    }

    @Test
    void otherBytesAfterABreakAreRefused() {
        Digest layer = image.layerDigests().getLast();
        byte[] bytes = stored(layer);
        byte[] other = bytes.clone();
        Arrays.fill(other, bytes.length / 2 + 100, bytes.length - 20, (byte) 7);
        registry.script(talk -> talk.path().endsWith(layer.toString())
                && (talk.header("Range").isEmpty() ? talk.cut(200, bytes, bytes.length / 2) : talk.send(200, other)));
        try (ImageSource source = source("/app:v1")) {
            // The bytes are decompressed while they are hashed: either may find it.
            assertThat(catchThrowable(() -> fixture.store.importImage(source, ImageName.parse("a:1"))))
                    .isInstanceOfSatisfying(
                            ImmureException.class,
                            e -> assertThat(e.fault().code())
                                    .isIn(
                                            ImageFault.BLOB_DIGEST,
                                            ImageFault.GZIP_DATA,
                                            ImageFault.GZIP_CHECKSUM,
                                            ImageFault.GZIP_TRAILING));
        }
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void aRangeThatBeginsElsewhereIsRefused() {
        Digest layer = image.layerDigests().getLast();
        byte[] bytes = stored(layer);
        registry.script(talk -> {
            if (!talk.path().endsWith(layer.toString())) {
                return false;
            }
            if (talk.header("Range").isEmpty()) {
                return talk.cut(200, bytes, bytes.length / 2);
            }
            talk.set("Content-Range", "bytes 999999-1999998/1999999");
            return talk.send(206, bytes);
        });
        try (ImageSource source = source("/app:v1")) {
            assertFault(() -> fixture.store.importImage(source, ImageName.parse("a:1")), RegistryFault.HEADER);
        }
    }

    @Test
    void aConnectionThatKeepsBreakingEndsTheTry() {
        Digest layer = image.layerDigests().getLast();
        byte[] bytes = stored(layer);
        registry.script(talk -> talk.path().endsWith(layer.toString())
                && talk.cut(talk.header("Range").isEmpty() ? 200 : 503, bytes, 0));
        try (ImageSource source = source("/app:v1")) {
            assertThat(catchThrowable(() -> fixture.store.importImage(source, ImageName.parse("a:1"))))
                    .isInstanceOfSatisfying(
                            ImmureException.class,
                            e -> assertThat(e.fault().code()).isIn(RegistryFault.BUSY, RegistryFault.CUT));
        }
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void aBusyRegistryIsAskedAgainAfterTheTimeItNames() {
        registry.script(talk -> {
            talk.set("Retry-After", "1");
            return talk.number() <= 2 && talk.send(429);
        });
        try (ImageSource source = source("/app:v1")) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
        }
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void aStormOfRefusalsEndsSoon() {
        registry.script(talk -> talk.send(talk.number() % 2 == 0 ? 429 : 503));
        assertFault(() -> source("/app:v1").close(), RegistryFault.BUSY);
        assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(registry.seen()).hasSize(4);
    }

    @Test
    void forALongRetryAfterItIsNotWaited() {
        registry.script(talk -> {
            talk.set("Retry-After", "86400");
            return talk.send(429);
        });
        assertFault(() -> source("/app:v1").close(), RegistryFault.BUSY);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aPortWhereNobodyListensIsUnreachable() {
        String host = registry.host();
        registry.close();
        assertFault(
                () -> ImageSources.open(
                                ImageReference.parse("docker://" + host + "/app:v1"),
                                fixture.store,
                                access(),
                                ImageReading.WHOLE)
                        .close(),
                RegistryFault.UNREACHABLE);
    }

    // Mirrors.

    @Test
    void aMirrorIsAskedFirstAndPassedOverWhenItFails() {
        try (TestRegistry mirror = TestRegistry.start()) {
            mirror.add(image.files(), image.manifestBytes(), "v1");
            RegistryAccess access = mirrored(mirror.host());
            try (ImageSource source = open(access)) {
                fixture.store.importImage(source, ImageName.parse("app:1"));
                assertThat(source.image().name()).contains(registry.host() + "/app");
            }
            assertThat(registry.paths()).noneMatch(path -> path.contains("/blobs/"));
            mirror.script(talk -> talk.send(500));
            try (ImageSource source = open(access)) {
                assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            }
        }
    }

    @Test
    void aMirrorThatLiesIsRefused() {
        try (TestRegistry mirror = TestRegistry.start()) {
            mirror.lie("v1", MediaTypes.OCI_INDEX, image.manifestBytes());
            assertFault(() -> open(mirrored(mirror.host())).close(), RegistryFault.CONTENT_TYPE);
        }
    }

    private RegistryAccess mirrored(String mirror) {
        RegistryRule rule =
                new RegistryRule(List.of(RegistryHost.parse(mirror)), Optional.empty(), List.of(), Optional.empty());
        return access(Map.of(RegistryHost.parse(registry.host()), rule), NOBODY);
    }

    private ImageSource open(RegistryAccess access) {
        return ImageSources.open(reference("/app:v1"), fixture.store, access, ImageReading.WHOLE);
    }

    @Test
    void moreRequestsThanAnImageIsWorthAreRefused() {
        List<Descriptor> many = IntStream.range(0, 300)
                .mapToObj(i -> {
                    byte[] manifest = bundle("b" + i);
                    registry.manifest(MediaTypes.OCI_MANIFEST, manifest);
                    registry.blob("x", text("b" + i));
                    return listed(manifest);
                })
                .toList();
        registry.blob("x", EMPTY);
        registry.referrers(image.manifestDigest(), LayoutJson.index(many));
        try (ImageSource source = source("/app:v1")) {
            assertFault(() -> fixture.store.importImage(source, ImageName.parse("a:1")), RegistryFault.REQUESTS);
        }
        assertThat(fixture.content()).isEmpty();
    }

    private void importsWhole() {
        try (ImageSource source = source("/app:v1")) {
            fixture.store.importImage(source, ImageName.parse("app:1"));
        }
        assertThat(fixture.store.list()).hasSize(1);
    }

    private ImageReference reference(String rest) {
        return ImageReference.parse("docker://" + registry.host() + rest);
    }

    private ImageSource source(String rest) {
        return ImageSources.open(reference(rest), fixture.store, access(), ImageReading.WHOLE);
    }

    private RegistryAccess access() {
        return access(Map.of(), NOBODY);
    }

    private RegistryAccess access(Map<RegistryHost, RegistryRule> rules, CredentialSource credentials) {
        return new RegistryAccess(rules, credentials, TestPatience.of(pauses::add));
    }

    private byte[] bundle(String content) {
        return LayoutJson.artifact(
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                Descriptor.of(MediaTypes.OCI_EMPTY, Digest.of(EMPTY), EMPTY.length),
                List.of(Descriptor.of("application/x", Digest.of(text(content)), text(content).length)),
                Descriptor.of(MediaTypes.OCI_MANIFEST, image.manifestDigest(), image.manifestBytes().length),
                Map.of());
    }

    private byte[] stored(Digest layer) {
        return Objects.requireNonNull(image.files().get(TestImages.blobPath(layer)));
    }

    private static Descriptor listed(byte[] manifest) {
        return new ManifestReader(Limits.DEFAULT).manifest(manifest).listed();
    }

    private static void endless(OutputStream out) throws IOException {
        byte[] spaces = new byte[1 << 16];
        Arrays.fill(spaces, (byte) ' ');
        for (int i = 0; i < 1 << 14; i++) {
            out.write(spaces);
        }
    }

    /** One byte at a time, for as long as somebody takes them. */
    private static void drip(OutputStream out) throws IOException {
        for (int i = 0; i < 1000; i++) {
            out.write(' ');
            out.flush();
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static String noise() {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
