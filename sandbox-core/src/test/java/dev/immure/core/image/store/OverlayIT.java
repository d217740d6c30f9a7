package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the kernel what the unpacked layers look like when stacked, in a mount namespace of its own. */
class OverlayIT {
    @TempDir
    Path directory;

    @Test
    void stackedLayersShowWhatImageSpecSays() throws Exception {
        TestImages image = TestImages.of(
                tar().directory("etc")
                        .file("etc/passwd", "1")
                        .file("etc/group", "1")
                        .directory("var")
                        .file("var/a", "1")
                        .directory("opt")
                        .file("opt/a", "1")
                        .file("plain", "1")
                        .directory("srv")
                        .file("srv/a", "1")
                        .directory("re")
                        .file("re/a", "1"),
                tar().directory("etc")
                        .whiteout("etc/.wh.passwd")
                        .directory("var")
                        .whiteout("var/.wh..wh..opq")
                        .file("var/b", "2")
                        .whiteout(".wh.opt")
                        .whiteout(".wh.plain")
                        .directory("plain")
                        .file("plain/c", "2")
                        .file("re/b", "2")
                        .whiteout(".wh.re"),
                tar().file("srv/b", "3").directory("opt").file("opt/b", "3"));
        assertThat(stacked(image))
                .containsExactly(
                        "etc",
                        "etc/group",
                        "opt",
                        "opt/b",
                        "plain",
                        "plain/c",
                        "re",
                        "re/b",
                        "srv",
                        "srv/a",
                        "srv/b",
                        "var",
                        "var/b");
    }

    @Test
    void anOpaqueRootHidesAllBeneath() throws Exception {
        TestImages image = TestImages.of(
                tar().file("a", "1"), tar().whiteout(".wh..wh..opq").file("b", "2"), tar().file("c", "3"));
        assertThat(stacked(image)).containsExactly("b", "c");
    }

    private List<String> stacked(TestImages image) throws Exception {
        try (StoreFixture fixture = new StoreFixture(directory.resolve("store"));
                UnpackedImage unpacked = fixture.unpackLayout(image.layout(directory.resolve("layout")))) {
            List<String> lower = new ArrayList<>(unpacked.layers().stream()
                    .map(layer -> layer.tree().toString())
                    .toList());
            // mount(8): the uppermost comes first; a single one needs an empty second.
            lower.add(Files.createDirectory(directory.resolve("empty")).toString());
            Path target = Files.createDirectory(directory.resolve("merged"));
            return run("mount -t overlay overlay -o userxattr,lowerdir=" + String.join(":", reversed(lower)) + " "
                    + target + " && cd " + target + " && find . -mindepth 1 -printf '%P\\n' | LC_ALL=C sort");
        }
    }

    private static List<String> reversed(List<String> layers) {
        List<String> stacked = new ArrayList<>(layers.subList(0, layers.size() - 1)).reversed();
        List<String> out = new ArrayList<>(stacked);
        out.add(layers.getLast());
        return out;
    }

    private List<String> run(String script) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder("unshare", "--mount", "sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(status).as(lines.stream().collect(Collectors.joining("\n"))).isZero();
        return lines;
    }
}
