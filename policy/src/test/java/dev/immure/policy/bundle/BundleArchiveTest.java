package dev.immure.policy.bundle;

import static dev.immure.policy.bundle.Bundles.changed;
import static dev.immure.policy.bundle.Bundles.refuses;
import static dev.immure.policy.bundle.Bundles.release;
import static dev.immure.policy.bundle.Bundles.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.store.LayoutJson;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleArchiveTest {
    private static final String BLOBS = "blobs/sha256/";

    @TempDir
    private Path folder;

    private BundleFile bundle;

    @BeforeEach
    void build() {
        bundle = Bundles.build(folder, 7).signed(Bundles.ALICE, Bundles.NOON);
    }

    private static void refusesFile(BundleFault code, String why, byte[] file) {
        refuses(code, why, () -> BundleArchive.read(file, "bundle"));
    }

    private String blob(Digest digest) {
        return BLOBS + digest.hex();
    }

    private Digest parts() {
        return bundle.image().manifest().layers().getFirst().digest();
    }

    private Digest config() {
        return bundle.image().manifest().config().digest();
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        byte[] file = BundleArchive.write(bundle);
        BundleFile read = BundleArchive.read(file, "bundle");
        assertThat(read.digest()).isEqualTo(bundle.digest());
        assertThat(read.manifest()).isEqualTo(bundle.manifest());
        assertThat(read.attachments()).isEqualTo(1);
        assertThat(BundleArchive.write(read)).isEqualTo(file);
    }

    @Test
    void aSignatureDoesNotChangeWhatIsSigned() {
        BundleFile more = bundle.signed(Bundles.BOB, Bundles.NOON);
        assertThat(more.digest()).isEqualTo(bundle.digest());
        assertThat(Bundles.read(more).attachments()).isEqualTo(2);
    }

    @Test
    void aFileBeyondTheLimitIsRefused() {
        refusesFile(BundleFault.TOO_LARGE, "more than", new byte[BundleLimits.FILE_BYTES + 1]);
    }

    @Test
    void somethingElseIsRefused() {
        refusesFile(BundleFault.FORMAT, "no archive", new byte[0]);
        refusesFile(BundleFault.FORMAT, "no archive", Arrays.copyOf(utf8("PK\3\4"), 2048));
        refusesFile(BundleFault.FORMAT, "no archive", new byte[1024]);
        refusesFile(BundleFault.MISSING, "index.json", changed(bundle, files -> files.remove("index.json")));
        refusesFile(BundleFault.MISSING, "oci-layout", changed(bundle, files -> files.remove("oci-layout")));
    }

    @Test
    void aFileThatBelongsToNoBundleIsRefused() {
        refusesFile(BundleFault.EXTRA, "extra.txt", changed(bundle, files -> files.put("extra.txt", utf8("x"))));
        refusesFile(
                BundleFault.EXTRA, "blobs/sha512", changed(bundle, files -> files.put("blobs/sha512/aa", utf8("x"))));
    }

    @Test
    void aBlobThatNothingRefersToIsRefused() {
        byte[] hidden = utf8("hidden");
        refusesFile(
                BundleFault.EXTRA,
                "nothing refers to",
                changed(bundle, files -> files.put(blob(Digest.of(hidden)), hidden)));
    }

    @Test
    void aBlobUnderAnotherDigestIsRefused() {
        refusesFile(
                BundleFault.DIGEST,
                "the digest of",
                changed(
                        bundle,
                        files -> files.computeIfPresent(blob(parts()), (name, bytes) -> {
                            bytes[600] ^= 1;
                            return bytes;
                        })));
        refusesFile(BundleFault.DIGEST, "zz", changed(bundle, files -> files.put(BLOBS + "zz", utf8("x"))));
    }

    @Test
    void aMissingBlobIsRefused() {
        for (Digest digest : List.of(bundle.digest(), config(), parts())) {
            refusesFile(BundleFault.MISSING, digest.toString(), changed(bundle, files -> files.remove(blob(digest))));
        }
    }

    @Test
    void anIndexWithMoreOrLessThanTheseIsRefused() {
        refusesFile(BundleFault.LAYOUT, "index.json", changed(bundle, files -> files.put("index.json", utf8("{}"))));
        refusesFile(
                BundleFault.LAYOUT,
                "names nothing",
                changed(bundle, files -> files.put("index.json", LayoutJson.index(List.of()))));
        refusesFile(
                BundleFault.EXTRA,
                "nothing refers to",
                changed(
                        bundle,
                        files -> files.put(
                                "index.json", LayoutJson.index(bundle.entries().subList(0, 1)))));
        refusesFile(
                BundleFault.LAYOUT,
                "index.json is not the one",
                changed(
                        bundle,
                        files -> files.put(
                                "index.json",
                                utf8(new String(files.get("index.json"), UTF_8).replace("prod:7", "prod:8")))));
        refusesFile(
                BundleFault.LAYOUT,
                "oci-layout is not the one",
                changed(bundle, files -> files.put("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.1\"}"))));
    }

    @Test
    void theSignatureInThePlaceOfTheBundleIsRefused() {
        refusesFile(
                BundleFault.LAYOUT,
                "no policy bundle",
                changed(
                        bundle,
                        files -> files.put(
                                "index.json", LayoutJson.index(bundle.entries().reversed()))));
    }

    @Test
    void aManifestAttachedToSomethingElseIsRefused(@TempDir Path other) {
        BundleFile later = Bundles.build(other, 8).signed(Bundles.ALICE, Bundles.NOON);
        BundleBlobs blobs = new BundleBlobs(bundle.blobs());
        later.blobs().digests().forEach(digest -> blobs.add("", later.blobs().get(digest)));
        Digest foreign = later.entries().get(1).digest();
        refuses(
                BundleFault.EXTRA,
                "not attached to the bundle",
                () -> new BundleFile(blobs, bundle.digest(), List.of(foreign)));
    }

    @Test
    void swappedPartsAreRefused() {
        SortedMap<String, byte[]> parts = bundle.content().parts(name -> true);
        SortedMap<String, byte[]> swapped = new TreeMap<>(parts);
        swapped.put("a.drl", parts.get("b.drl"));
        swapped.put("b.drl", parts.get("a.drl"));
        refusesParts(BundleFault.PART, "the part a.drl is sha256:", swapped);
    }

    @Test
    void aMissingPartIsRefused() {
        SortedMap<String, byte[]> parts = bundle.content().parts(name -> true);
        parts.remove("b.drl");
        refusesParts(BundleFault.PART, "the part b.drl of its manifest is not in it", parts);
    }

    @Test
    void aPartThatTheManifestDoesNotNameIsRefused() {
        SortedMap<String, byte[]> parts = bundle.content().parts(name -> true);
        parts.put("c.drl", parts.get("a.drl"));
        refusesParts(BundleFault.PART_EXTRA, "does not name c.drl", parts);
    }

    @Test
    void thePartsAreReadAsStrictlyAsTheFile() {
        byte[] tar = bundle.content().encodeParts();
        byte[] manifest = bundle.content().encodeManifest();
        refuses(
                BundleFault.TRAILING,
                "512 bytes follow",
                () -> BundleContent.read(manifest, Arrays.copyOf(tar, tar.length + 512), "bundle"));
        byte[] link = tar.clone();
        link[156] = '2';
        refuses(BundleFault.ENTRY, "a.drl", () -> BundleContent.read(manifest, link, "bundle"));
    }

    private void refusesParts(BundleFault code, String why, SortedMap<String, byte[]> parts) {
        byte[] manifest = bundle.content().encodeManifest();
        refuses(code, why, () -> BundleContent.read(manifest, PlainTar.write(parts), "bundle"));
    }

    @Test
    void aManifestInAnotherSpellingIsRefused() {
        String json = new String(bundle.content().encodeManifest(), UTF_8);
        refusesManifest("not written in the one way", json.replace("{\"schema\":1,", "{ \"schema\":1,"));
        refusesManifest("not written in the one way", json.replace("\"version\":7", "\"version\":7,\"vendor\":1"));
        refusesManifest(
                "not written in the one way",
                json.replace("\"minimumEngine\":\"1.0.0\"", "\"minimumEngine\":\"1.0.0-x\""));
        refusesManifest("schema is 2", json.replace("\"schema\":1", "\"schema\":2"));
        refusesManifest("version", json.replace("\"version\":7", "\"version\":0"));
        refusesManifest("version", json.replace("\"version\":7", "\"version\":9007199254740992"));
        refusesManifest("version", json.replace("\"version\":7", "\"version\":7,\"version\":8"));
        refusesManifest("2026-11-31", json.replace("2026-11-01", "2026-11-31"));
        refusesManifest("before it begins", json.replace("2027-10-31", "2026-10-31"));
        refusesManifest("is not a name", json.replace("policies.example/prod", "../prod"));
        refusesManifest("minimumEngine", json.replace("1.0.0", "1.0"));
        refusesManifest("not the name of a part", json.replace("\"a.drl\"", "\"../a.drl\""));
        refusesManifest("not the name of a part", json.replace("\"a.drl\"", "\"a.sh\""));
        refusesManifest("order of their names", json.replace("\"a.drl\"", "\"z.drl\""));
        refusesManifest("order of their names", json.replace("\"a.drl\"", "\"b.drl\""));
        refusesManifest("there is no policy.json", json.replace("policy.json", "policy.yaml"));
        refusesManifest("bytes, and the most is", json.replaceFirst("\"size\":[0-9]+", "\"size\":99999999999"));
        refusesManifest("description", json.replace("what runs", "what\\nruns"));
        refusesManifest("", json.substring(1));
    }

    private void refusesManifest(String why, String json) {
        refuses(
                BundleFault.MANIFEST,
                why,
                () -> BundleContent.read(utf8(json), bundle.content().encodeParts(), "bundle"));
    }

    @Test
    void tooManyPartsAreRefusedWhileTheyAreRead() {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i <= BundleLimits.PARTS; i++) {
            parts.append(i == 0 ? "" : ",").append("{\"name\":\"tests/t").append(1000 + i);
            parts.append(".yaml\",\"digest\":\"").append(config()).append("\",\"size\":0}");
        }
        String json = new String(bundle.content().encodeManifest(), UTF_8);
        refusesManifest("", json.substring(0, json.indexOf("[") + 1) + parts + "]}");
    }

    @Test
    void moreSignaturesThanAnybodyLooksAtAreRefused() {
        List<Digest> many = IntStream.rangeClosed(0, BundleLimits.SIGNATURES)
                .mapToObj(i -> Digest.of(utf8("signature " + i)))
                .toList();
        refuses(
                BundleFault.TOO_MANY,
                "more than 100 signatures",
                () -> new BundleFile(bundle.blobs(), bundle.digest(), many));
    }

    @Test
    void anyBitThatIsChangedIsSeen() {
        byte[] file = BundleArchive.write(Bundles.of(bundle.content().parts(name -> true), release(7)));
        for (int i = 0; i < file.length; i += 7) {
            byte[] broken = file.clone();
            broken[i] ^= 4;
            assertThat(isRefused(broken)).as("byte " + i).isTrue();
        }
    }

    private static boolean isRefused(byte[] file) {
        try {
            BundleArchive.read(file, "bundle");
            return false;
        } catch (ImmureException e) {
            return e.fault().code() instanceof BundleFault;
        }
    }
}
