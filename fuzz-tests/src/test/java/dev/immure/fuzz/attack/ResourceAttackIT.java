package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways around what a run may use. The wall that is taken away in each second half is the limit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceAttackIT {
    private final AttackGround ground;

    ResourceAttackIT(@TempDir Path folder) throws IOException {
        ground = AttackGround.open(folder);
    }

    /** A compiler reads what its input names: it runs behind the same walls as any program. */
    @Test
    @Timeout(60)
    void E28_aCompilerReadsAndTakesNoMoreThanAnyProgram(@TempDir Path folder) throws IOException {
        AttackGround compiling = AttackGround.make(folder);
        for (String directory : List.of("lib", "lib64")) {
            Files.createSymbolicLink(compiling.tree().resolve(directory), Path.of("usr/" + directory));
        }
        source(compiling, "shadow", "#include \"/etc/shadow\"\n#include \"/etc/passwd\"\n");
        source(compiling, "endless", "#include \"/dev/zero\"\n");
        source(compiling, "bomb", "#define A(x) x x x x x x x x x x\n#define B(x) A(A(A(x)))\nB(B(B(int a;)))\n");
        source(compiling, "errors", "x;\n".repeat(20_000));
        compiling.pack("-u", "1000:1000");

        Range.Run shadow = compile(compiling, "shadow");
        assertThat(shadow.verdict()).as(shadow.outcome().toString()).isEqualTo("RE");
        assertThat(shadow.outcome().err()).contains("/etc/shadow: No such file").doesNotContain("root:x:0:0:root");
        assertThat(compile(compiling, "endless", "--time-limit=1s", "--memory=64m")
                        .verdict())
                .isIn("TLE", "MLE", "RE");
        assertThat(compile(compiling, "bomb", "--time-limit=1s", "--memory=64m").verdict())
                .isIn("TLE", "MLE");
        assertThat(compile(compiling, "errors", "--output-limit=64k").verdict()).isEqualTo("OLE");
    }

    private static void source(AttackGround ground, String name, String text) throws IOException {
        Files.writeString(ground.tree().resolve("q").resolve(name + ".c"), text);
    }

    private static Range.Run compile(AttackGround ground, String name, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("-v", "/usr:/usr", "--entrypoint", "/usr/bin/gcc"));
        all.addAll(List.of(options));
        return ground.run(all, "-c", "-o", "/tmp/o", "/q/" + name + ".c");
    }

    @Test
    void E32_timeInTheKernelIsCharged() throws IOException, JsonException {
        Range.Run run = ground.run(List.of("--time-limit=300ms"), "burn-kernel", "3000");
        assertThat(run.verdict()).isEqualTo("TLE");
        JsonObject result = run.receipt().requireObject("result");
        assertThat(result.requireLong("systemTimeNs")).isGreaterThan(result.requireLong("userTimeNs"));
        assertThat(ground.run(List.of(), "burn-kernel", "300").outcome().out()).startsWith("OPEN");
    }

    @Test
    void E33_timeOfGrandchildrenIsCharged() throws IOException {
        assertThat(ground.run(List.of("--time-limit=300ms"), "burn-children", "3000")
                        .verdict())
                .isEqualTo("TLE");
        assertThat(ground.run(List.of(), "burn-children", "100").outcome().out())
                .startsWith("OPEN");
    }

    @Test
    void E34_outputThroughAPipeIsCounted() throws IOException {
        Range.Run run = ground.run(List.of("--output-limit=64k"), "flood", "4000000");
        assertThat(run.verdict()).isEqualTo("OLE");
        assertThat(run.outcome().out()).hasSizeLessThanOrEqualTo(64 << 10);
        assertThat(ground.run(List.of("--output-limit=8m"), "flood", "4000000")
                        .outcome()
                        .out())
                .hasSizeGreaterThanOrEqualTo(4_000_000);
    }

    /** Piston's tests: a full disk is full for its run alone, and empty for the next. */
    @Test
    void E35_aDiskThatIsFilledIsTheRunsOwn() throws IOException {
        List<String> small = List.of("--disk=8m");
        ground.assertHeld(small, "fill-all", "300000000");
        ground.assertHeld(small, "look");
        assertThat(ground.run(small, "fill-all", "4000000").outcome().out()).startsWith("OPEN: /tmp took");
    }
}
