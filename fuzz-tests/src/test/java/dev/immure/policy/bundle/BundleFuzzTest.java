package dev.immure.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy bundle: read, and then written again as the same bytes, or refused by name. */
class BundleFuzzTest {
    private static final String RULE = """
            rule "PRM-001 all"
            when
                ImageFacts( verification == "verified" )
            then
                decision.permit("ALL", "verified");
            end
            """;

    @FuzzTest
    void aFileIsReadOrRefused(byte[] data) {
        fileIsReadOrRefused(data);
    }

    /** The digests of an archive stand in the way of whoever changes it: here the parts alone, without them. */
    @FuzzTest
    void anArchiveIsReadOrRefused(byte[] data) {
        try {
            SortedMap<String, byte[]> files = PlainTar.read(data, 16, "archive");
            assertThat(PlainTar.write(files)).isEqualTo(data);
        } catch (ImmureException e) {
            requireNamed(e);
        }
    }

    /** A manifest of whatever kind, in a bundle that is whole otherwise. */
    @FuzzTest
    void aManifestIsReadOrRefused(byte[] data) {
        SortedMap<String, byte[]> parts = new TreeMap<>();
        parts.put("a.drl", RULE.getBytes(StandardCharsets.UTF_8));
        parts.put("policy.json", new byte[] {'{', '}'});
        try {
            BundleContent content = BundleContent.read(data, PlainTar.write(parts), "manifest");
            assertThat(content.encodeManifest()).isEqualTo(data);
            fileIsReadOrRefused(BundleArchive.write(BundleFile.of(content, "bundle")));
        } catch (ImmureException e) {
            requireNamed(e);
        }
    }

    @FuzzTest
    void whatAHostRemembersIsReadOrRefused(byte[] data) {
        try {
            BundleMemory memory = MemoryJson.read(data, "memory");
            assertThat(MemoryJson.read(MemoryJson.write(memory), "memory")).isEqualTo(memory);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(BundleFault.STATE);
        }
    }

    /** What the seeds were made like: each of its bytes changed in turn is refused. */
    @Test
    void aValidBundleIsReadAndEveryDamageIsSeen(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.drl"), RULE);
        byte[] file = BundleArchive.write(BundleBuilder.build(
                BundleSources.read(folder),
                new BundleRelease(
                        "policies.example/fuzz",
                        1,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new EngineVersion(0, 1, 0)))));
        assertThat(fileIsReadOrRefused(file)).isTrue();
        for (int i = 0; i < file.length; i++) {
            byte[] damaged = file.clone();
            damaged[i] ^= 1;
            assertThat(fileIsReadOrRefused(damaged)).as("byte " + i).isFalse();
        }
    }

    private static boolean fileIsReadOrRefused(byte[] data) {
        try {
            assertThat(BundleArchive.write(BundleArchive.read(data, "bundle"))).isEqualTo(data);
            return true;
        } catch (ImmureException e) {
            requireNamed(e);
            return false;
        }
    }

    private static void requireNamed(ImmureException e) {
        assertThat(e.fault().code()).isInstanceOf(BundleFault.class);
        assertThat(e.fault().code().kind()).isEqualTo(FaultKind.INPUT);
    }
}
