package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.attack.Range;
import dev.immure.cli.pipeline.WeakenedRun;
import dev.immure.core.plan.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The programs of {@code src/test/c} in a signed image, tried from inside a sandbox of the shipped profile and policy,
 * and again in one whose plan lacks a wall: an attack that cannot succeed anywhere proves nothing.
 */
final class AttackGround {
    private static final String IMAGE = "attack:v1";
    private static final Path SOURCES = Path.of("src/test/c");
    private static final Path PROGRAMS = Path.of("target/attack");

    private final Range range;
    private final Path tree;

    private AttackGround(Range range, Path tree) {
        this.range = range;
        this.tree = tree;
    }

    static AttackGround open(Path folder) throws IOException {
        AttackGround ground = make(folder);
        ground.pack();
        return ground;
    }

    /** As {@link #open}, before the image is packed: for images that are an attack themselves. */
    static AttackGround make(Path folder) throws IOException {
        Range range = Range.open(folder);
        Path tree = range.tree("tree");
        Path programs = compiled();
        for (String program : List.of("attack", "exit42")) {
            Files.copy(programs.resolve(program), tree.resolve("bin").resolve(program));
        }
        return new AttackGround(range, tree);
    }

    void pack(String... options) {
        List<String> all = new ArrayList<>(List.of("--entrypoint", "/bin/attack"));
        all.addAll(options.length == 0 ? List.of("-u", "1000:1000") : List.of(options));
        range.image(IMAGE, tree, all.toArray(String[]::new));
    }

    /** The programs themselves, for an attacker on the host. */
    static Path program() {
        return PROGRAMS.resolve("attack");
    }

    Range range() {
        return range;
    }

    /** The image before it is packed. */
    Path tree() {
        return tree;
    }

    Range.Run run(List<String> options, String... command) throws IOException {
        return range.run(options, IMAGE, command);
    }

    /** All walls stand, and the program says so. */
    void assertHeld(String... command) throws IOException {
        assertHeld(List.of(), command);
    }

    void assertHeld(List<String> options, String... command) throws IOException {
        Range.Run run = run(options, command);
        assertThat(run.outcome().lines())
                .as(run.outcome().toString())
                .last()
                .asString()
                .startsWith("held: ");
        assertThat(run.verdict()).as(run.outcome().toString()).isEqualTo("OK");
    }

    /** The same program gets through where these walls are missing. */
    void assertOpens(Function<LaunchPlan, LaunchPlan> without, String... command) {
        assertOpens(without, List.of(), command);
    }

    void assertOpens(Function<LaunchPlan, LaunchPlan> without, List<String> options, String... command) {
        assertThat(weakened(without, options, command)).last().asString().startsWith("OPEN: ");
    }

    List<String> weakened(Function<LaunchPlan, LaunchPlan> without, List<String> options, String... command) {
        return new WeakenedRun(range.setting(), without::apply, UnaryOperator.identity())
                .run(range.wish(options, IMAGE, command))
                .lines();
    }

    /** Compiled once for all classes, and again when a source has changed. */
    private static Path compiled() throws IOException {
        Files.createDirectories(PROGRAMS);
        List<Path> sources;
        try (Stream<Path> files = Files.list(SOURCES)) {
            sources = files.sorted().toList();
        }
        compile("attack", sources, "-O1", "-pthread");
        compile("exit42", List.of(SOURCES.resolve("exit42.s")), "-m32", "-nostdlib");
        return PROGRAMS;
    }

    private static void compile(String program, List<Path> sources, String... flags) throws IOException {
        Path made = PROGRAMS.resolve(program);
        boolean fresh = Files.exists(made);
        for (Path source : sources) {
            fresh = fresh && Files.getLastModifiedTime(source).compareTo(Files.getLastModifiedTime(made)) < 0;
        }
        if (!fresh) {
            List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror"));
            command.addAll(List.of(flags));
            command.addAll(List.of("-static", "-o", made.toString()));
            sources.stream()
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".c") || sources.size() == 1)
                    .forEach(command::add);
            gcc(command);
        }
    }

    @SuppressForbidden(reason = "gcc(1) compiles the attacks")
    private static void gcc(List<String> command) throws IOException {
        Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(gcc.waitFor()).as(said).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
