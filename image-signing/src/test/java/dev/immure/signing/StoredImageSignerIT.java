package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Gnupg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in the real store: what is attached is found, verified, kept by gc and brought along by import. */
class StoredImageSignerIT {
    private static final SigningKey ALICE = SigningKey.generateEcdsaP256();
    private static final SigningKey BOB = SigningKey.generateEcdsaP256();
    private static final ImageReference.Stored IMAGE =
            new ImageReference.Stored(ImageName.parse("team/app:v1"), Optional.empty());

    @TempDir
    Path directory;

    private ContentStore store;
    private StoredImageSigner signer;

    @BeforeEach
    void importAnImage() throws IOException {
        store = open("store");
        signer = new StoredImageSigner(store);
        writeLayout(directory.resolve("layout"));
        ImageReference layout = ImageReference.parse("oci:" + directory.resolve("layout") + ":v1");
        try (ImageSource source = ImageSources.open(layout, store)) {
            store.importImage(source, IMAGE.name());
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void anImportedImageIsUnsignedUntilItIsSigned() {
        assertThat(verify(store)).isInstanceOf(Unsigned.class);
        signer.sign(IMAGE, ALICE);
        assertThat(verify(store)).isInstanceOfSatisfying(VerifiedImage.class, verified -> {
            assertThat(verified.name()).isEqualTo("team/app");
            assertThat(names(verified)).containsExactly("alice");
        });
    }

    @Test
    void signaturesOutliveGarbageCollection() {
        signer.sign(IMAGE, ALICE);
        store.gc();
        assertThat(verify(store)).isInstanceOf(VerifiedImage.class);
    }

    @Test
    void aSecondSignatureJoinsTheFirst() {
        signer.sign(IMAGE, ALICE);
        signer.sign(IMAGE, BOB);
        store.gc();
        assertThat(verify(store))
                .isInstanceOfSatisfying(
                        VerifiedImage.class,
                        verified -> assertThat(names(verified)).containsExactly("alice", "bob"));
    }

    @Test
    void signaturesTravelWithTheImage() {
        signer.sign(IMAGE, ALICE);
        try (ContentStore other = open("other")) {
            try (ImageSource source = store.source(IMAGE)) {
                other.importImage(source, IMAGE.name());
            }
            assertThat(verify(other)).isInstanceOf(VerifiedImage.class);
        }
    }

    @Test
    void anOpenPgpSignatureIsKeptOnceAndCounts() throws IOException {
        Instant now = Instant.now();
        try (Gnupg gpg = new Gnupg(directory)) {
            String fingerprint = gpg.key("release", "rsa3072", "2y");
            Path secret = Files.write(directory.resolve("release-secret.gpg"), gpg.exportSecret(fingerprint));
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            Files.write(directory.resolve("release.gpg"), gpg.export(fingerprint));
            OpenPgpKey key = OpenPgpKey.read(secret, now);
            String tag = signer.sign(IMAGE, key, now);
            assertThat(signer.sign(IMAGE, key, now)).isEqualTo(tag);
        }
        TrustPolicy policy = TrustPolicy.read(Files.writeString(directory.resolve("trust.yaml"), """
                schema: 1
                authorities:
                  release: {openpgp: {keyring: release.gpg}}
                rules:
                  - scope: team/app
                    require: [release]
                """));
        try (ImageSource source = store.source(IMAGE)) {
            assertThat(source.looseSignatures()).hasSize(1);
            assertThat(ImageVerifier.verify(source, policy)).isInstanceOf(VerifiedImage.class);
        }
    }

    @Test
    void anOpenPgpKeyThatOthersMayReadDoesNotSign() throws IOException {
        Path secret = Files.write(directory.resolve("release-secret.gpg"), new byte[1]);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Faults.of(() -> OpenPgpKey.read(secret, Instant.now())).code())
                .isEqualTo(SigningFault.PERMISSIONS);
    }

    @Test
    void aSignatureForAnotherNameDoesNotCountHere() {
        signer.sign(IMAGE, "registry.example/team/app", ALICE);
        assertThat(verify(store)).isInstanceOf(VerificationFailure.class);
    }

    @Test
    void refusesAnImageThatIsNotThere() {
        ImageReference.Stored other = new ImageReference.Stored(ImageName.parse("team/other"), Optional.empty());
        Fault fault = Faults.of(() -> signer.sign(other, ALICE));
        assertThat(fault.code()).isEqualTo(ImageFault.NOT_FOUND);
    }

    private ContentStore open(String name) {
        try {
            Path root = Files.createDirectory(
                    directory.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return ContentStore.open(root);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static VerificationResult verify(ContentStore store) {
        List<TrustedKey> keys = List.of(TestKeys.trusted("alice", ALICE), TestKeys.trusted("bob", BOB));
        TrustPolicy policy = new TrustPolicy(keys, List.of(new TrustRule(new TrustScope("team/*"), keys, 1)));
        try (ImageSource source = store.source(IMAGE)) {
            return ImageVerifier.verify(source, policy);
        }
    }

    private static List<String> names(VerifiedImage verified) {
        return verified.signers().stream()
                .map(signer -> signer.identity().name())
                .toList();
    }

    /** The smallest image: one layer, an empty tar. */
    private static void writeLayout(Path layout) throws IOException {
        Files.createDirectories(layout.resolve("blobs/sha256"));
        String layer = blob(layout, new byte[1024]);
        String config = blob(
                layout,
                json("{'architecture':'amd64','os':'linux','config':{},'rootfs':{'type':'layers','diff_ids':['" + layer
                        + "']}}"));
        byte[] manifest = json("{'schemaVersion':2,'mediaType':'application/vnd.oci.image.manifest.v1+json','config':"
                + descriptor(layout, "application/vnd.oci.image.config.v1+json", config) + "},'layers':["
                + descriptor(layout, "application/vnd.oci.image.layer.v1.tar", layer) + "}]}");
        String entry = descriptor(layout, "application/vnd.oci.image.manifest.v1+json", blob(layout, manifest));
        Files.write(
                layout.resolve("index.json"),
                json("{'schemaVersion':2,'manifests':[" + entry
                        + ",'annotations':{'org.opencontainers.image.ref.name':'v1'}}]}"));
        Files.write(layout.resolve("oci-layout"), json("{'imageLayoutVersion':'1.0.0'}"));
    }

    private static String blob(Path layout, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Files.write(layout.resolve("blobs/sha256").resolve(digest.hex()), content);
        return digest.toString();
    }

    /** Left open at the end, for annotations. */
    private static String descriptor(Path layout, String mediaType, String digest) throws IOException {
        long size = Files.size(layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length())));
        return "{'mediaType':'" + mediaType + "','digest':'" + digest + "','size':" + size;
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
