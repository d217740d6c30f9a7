package dev.immure.policy.bundle;

import static dev.immure.policy.bundle.Bundles.refuses;
import static dev.immure.policy.bundle.Bundles.release;
import static dev.immure.policy.bundle.Bundles.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.image.Digest;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleBuilderTest {
    @TempDir
    private Path folder;

    private BundleFile build(Map<String, String> files) {
        return BundleBuilder.build(BundleSources.read(Bundles.directory(folder, files)), release(7));
    }

    @Test
    void aBundleHoldsSourcesTestsAndThePolicyAsData() {
        BundleFile bundle = build(Bundles.files());
        assertThat(bundle.manifest().parts())
                .extracting(BundleManifest.Part::name)
                .containsExactly("a.drl", "b.drl", "policy.json", "tests/all_test.yaml", "tests/fixtures/one.json");
        PolicyBundle policy = PolicyBundle.load(folder);
        assertThat(bundle.content().hasData(policy.canonicalJson())).isTrue();
        assertThat(bundle.manifest().parts().get(2).digest())
                .as("the digest that decisions name")
                .isEqualTo(policy.digest());
    }

    @Test
    void theManifestSaysWhatItIsPublishedAs() {
        assertThat(new String(build(Bundles.files()).content().encodeManifest(), UTF_8))
                .startsWith("{\"schema\":1,\"name\":\"policies.example/prod\",\"version\":7,"
                        + "\"description\":\"what runs in production\",\"notBefore\":\"2026-11-01\","
                        + "\"notAfter\":\"2027-10-31\",\"minimumEngine\":\"1.0.0\",\"parts\":[{\"name\":\"a.drl\","
                        + "\"digest\":\"" + Digest.of(utf8(Bundles.RULES)) + "\",\"size\":"
                        + Bundles.RULES.length() + "},");
    }

    /** Two directories with the same files: written in another order, at another time, with other modes. */
    @Test
    void theSameFilesGiveTheSameBytes(@TempDir Path other) throws IOException {
        byte[] one = BundleArchive.write(build(Bundles.files()));
        SortedMap<String, String> files = Bundles.files();
        List<String> names = new ArrayList<>(files.keySet());
        Collections.reverse(names);
        for (String name : names) {
            Path file = Bundles.directory(other, Map.of(name, files.get(name))).resolve(name);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx--x--x"));
        }
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            byte[] two = BundleArchive.write(BundleBuilder.build(BundleSources.read(other), release(7)));
            assertThat(two).isEqualTo(one);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void everyFileOfABundleCanBeBuiltAgainFromItsParts(@TempDir Path other) throws IOException {
        BundleFile bundle = build(Bundles.files());
        for (Map.Entry<String, byte[]> part :
                bundle.content().parts(name -> true).entrySet()) {
            Path file = other.resolve(part.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, part.getValue());
        }
        BundleFile again = BundleBuilder.build(BundleSources.read(other), release(7));
        assertThat(again.digest()).isEqualTo(bundle.digest());
    }

    @Test
    void whatIsNoPartIsLeftOutAndNamed() {
        Map<String, String> files = Bundles.files();
        files.put("README.md", "x");
        files.put(".hidden.drl", "x");
        files.put("tests/notes.txt", "x");
        files.put("sub/other.drl", "x");
        files.put("tests/a/b/c/deep.yaml", "x");
        Bundles.directory(folder, files);
        BundleSources sources = BundleSources.read(folder);
        assertThat(sources.leftOut())
                .containsExactly(".hidden.drl", "README.md", "sub", "tests/a/b/c", "tests/notes.txt");
        assertThat(sources.parts().keySet())
                .containsExactlyElementsOf(Bundles.files().keySet());
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Bundles.directory(folder, Bundles.files());
        Files.createSymbolicLink(folder.resolve("c.drl"), folder.resolve("a.drl"));
        refuses(BundleFault.BUILD, "c.drl is not a regular file", () -> BundleSources.read(folder));
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws IOException {
        Bundles.directory(folder, Bundles.files());
        Files.write(folder.resolve("tests/big.json"), new byte[BundleLimits.PART_BYTES + 1]);
        refuses(BundleFault.BUILD, "tests/big.json has more than", () -> BundleSources.read(folder));
    }

    @Test
    void tooManyFilesOfRulesAreRefused() {
        Map<String, String> files = Bundles.files();
        for (int i = 100; i < 163; i++) {
            files.put("r" + i + ".drl", Bundles.RULES.replace("PRM-001", "RUL-" + i));
        }
        refuses(BundleFault.BUILD, "more than 64 files of rules", () -> build(files));
    }

    @Test
    void rulesThatAreNoPolicyAreNotPacked() {
        refuses(PolicyFaultCode.SYNTAX, "", () -> build(Map.of("a.drl", "rule rule")));
        refuses(PolicyFaultCode.EMPTY, "no rule", () -> build(Map.of("a.drl", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Prod", "", "a/../b", "-x", "policies.example/prod:1", "oci"})
    void aNameThatNoTrustFileCouldNameIsRefused(String name) {
        BundleSources sources = BundleSources.read(Bundles.directory(folder, Bundles.files()));
        BundleRelease release = new BundleRelease(
                name, 1, "", Optional.empty(), Optional.empty(), Optional.of(new EngineVersion(0, 1, 0)));
        refuses(BundleFault.BUILD, "is not a name", () -> BundleBuilder.build(sources, release));
    }

    @Test
    void aVersionIsAPositiveNumberThatAllReadersOfJsonAgreeOn() {
        BundleSources sources = BundleSources.read(Bundles.directory(folder, Bundles.files()));
        Stream.of(0L, -1L, 1L << 53)
                .forEach(version -> refuses(
                        BundleFault.BUILD,
                        "the version " + version,
                        () -> BundleBuilder.build(sources, release(version))));
        assertThat(BundleBuilder.build(sources, release((1L << 53) - 1))
                        .manifest()
                        .version())
                .isEqualTo(9007199254740991L);
    }

    @Test
    void aWindowThatEndsBeforeItBeginsIsNone() {
        assertThatThrownBy(() -> new BundleWindow(
                        Optional.of(LocalDate.parse("2026-11-02")), Optional.of(LocalDate.parse("2026-11-01"))))
                .hasMessageContaining("before it begins");
    }
}
