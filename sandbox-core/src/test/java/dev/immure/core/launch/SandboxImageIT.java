package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.Ending;
import dev.immure.core.plan.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The root file system and what is mounted on it, in real sandboxes on this machine, as root, with hostile images. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SandboxImageIT {
    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    private final List<Path> links = new ArrayList<>();

    @BeforeAll
    static void makeTree() throws IOException {
        tree = TestSandbox.makeTree(directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(Traces.ofThisProcess().find()).isEmpty();
        // before JUnit removes the folder, and warns of links that lead out of it
        for (Path link : links) {
            Files.delete(link);
        }
    }

    private static TestSandbox probe(String... acts) {
        return TestSandbox.of(tree, acts);
    }

    private static List<String> linesOf(TestSandbox sandbox) {
        assertThat(sandbox.run().ending()).isEqualTo(new Ending.Exited(0));
        return sandbox.out().lines().toList();
    }

    private void link(Path image, String name, String target) throws IOException {
        links.add(Files.createSymbolicLink(image.resolve(name), Path.of(target)));
    }

    private Path image(String... directories) throws IOException {
        Path image = Files.createTempDirectory(directory, "image");
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : directories) {
            Files.createDirectories(image.resolve(name));
        }
        return image;
    }

    @Test
    void aReadOnlyRootIsReadOnlyForItsRootToo() {
        assertThat(linesOf(probe("mkdir", "/made", "mkdir", "/tmp/made", "touch", "/bin/probe")
                        .user(0, 0)
                        .readOnlyRoot()
                        .mount(new Mount.Tmpfs("/tmp", 65_536, 10, 01777, Mount.Execution.REFUSED))))
                .containsExactly("mkdir = -30", "mkdir = 0", "utimensat = -30");
    }

    @Test
    void aWritableRootIsAnotherOneForEachRun() {
        for (int i = 0; i < 2; i++) {
            assertThat(linesOf(probe("mkdir", "/made", "unlink", "/bin/probe").user(0, 0)))
                    .containsExactly("mkdir = 0", "unlink = 0");
        }
        assertThat(tree.resolve("made")).doesNotExist();
        assertThat(tree.resolve("bin/probe")).exists();
    }

    /** What is missing on the way to a mount point is made below the root of the container, and nowhere else. */
    @Test
    void missingParentsAreNotMadeOnTheHost() {
        String name = "immure-" + ProcessHandle.current().pid();
        TestSandbox sandbox = probe("stat", "/" + name + "/a/b", "stat", "/tmp/" + name + "/c")
                .mount(new Mount.Tmpfs("/" + name + "/a/b", 65_536, 10, 0755, Mount.Execution.REFUSED))
                .workingDirectory("/tmp/" + name + "/c");
        assertThat(linesOf(sandbox))
                .containsExactly(
                        "/" + name + "/a/b mode 0755 uid 0 gid 0", "/tmp/" + name + "/c mode 0755 uid 0 gid 0");
        assertThat(Path.of("/" + name)).doesNotExist();
        assertThat(Path.of("/tmp/" + name)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"proc,/etc", "proc,.", "dev,/", "sys,/proc", "proc,/nonexistent"})
    void refusesAnImageInWhichASpecialDirectoryIsALink(String name, String target) throws IOException {
        Path image = image();
        link(image, name, target);
        TestSandbox sandbox = TestSandbox.of(image, "say", "ran").layer(tree);
        assertThatThrownBy(sandbox::run).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(LaunchFault.STEP);
            assertThat(e.fault().on()).isEqualTo("require-directory path=/" + name);
            assertThat(e.fault().remedy()).contains("not a plain directory");
        });
        assertThat(sandbox.out()).isEmpty();
    }

    @Test
    void followsAnInnocentLinkInsideTheRootOnly() throws IOException {
        Path image = image("run", "var");
        link(image, "var/run", "/run");
        link(image, "var/up", "../../../../run");
        for (String link : List.of("/var/run/x", "/var/up/y")) {
            TestSandbox sandbox = TestSandbox.of(image, "stat", "/run/" + link.substring(link.length() - 1))
                    .layer(tree)
                    .mount(new Mount.Tmpfs(link, 65_536, 10, 0700, Mount.Execution.REFUSED));
            assertThat(linesOf(sandbox)).first().asString().contains("mode 0700 uid 0");
        }
    }

    @Test
    void aFileOfTheImageCannotTakeThePlaceOfADevice() throws IOException {
        Path image = image("dev");
        link(image, "dev/null", "/proc/self/mem");
        assertThat(linesOf(TestSandbox.of(image, "stat", "/dev/null").layer(tree)))
                .containsExactly("/dev/null mode 0666 uid 65534 gid 65534");
    }

    @Test
    void launchesTheMostLayersThatOneMountTakes() throws IOException {
        TestSandbox sandbox = probe("list", "/");
        for (int i = 1; i < 106; i++) {
            sandbox.layer(image("layer-" + i));
        }
        assertThat(linesOf(sandbox))
                .containsAll(IntStream.range(1, 106).mapToObj(i -> "layer-" + i).toList());
    }

    @Test
    void whatAWritableBindReceivesBelongsToItsOwner() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.setAttribute(out, "unix:uid", 4321);
        Files.setAttribute(out, "unix:gid", 8765);
        TestSandbox sandbox = probe("fill", "/out/file", "5", "mkdir", "/out/made")
                .mount(new Mount.Bind(
                        out.toString(),
                        "/out",
                        Mount.Kind.DIRECTORY,
                        Mount.Access.READ_WRITE,
                        new Mount.Owner(4321, 8765)));
        assertThat(linesOf(sandbox)).containsExactly("fill = 0", "mkdir = 0");
        assertThat(Files.getAttribute(out.resolve("file"), "unix:uid")).isEqualTo(4321);
        assertThat(Files.getAttribute(out.resolve("made"), "unix:gid")).isEqualTo(8765);
    }

    /** The one who may write there may not make anything for somebody else: no file of root's can appear. */
    @Test
    void aWritableBindIsClosedToEverybodyButItsOwner() throws IOException {
        Path out = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(out, "unix:uid", 4321);
        Files.setAttribute(out, "unix:gid", 8765);
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
        Mount bind = new Mount.Bind(
                out.toString(), "/out", Mount.Kind.DIRECTORY, Mount.Access.READ_WRITE, new Mount.Owner(4321, 8765));
        TestSandbox sandbox =
                probe("touch", "/out", "mkdir", "/out/made").user(1000, 1000).mount(bind);
        assertThat(linesOf(sandbox)).containsExactly("utimensat = 0", "mkdir = 0");
        assertThat(Files.getAttribute(out.resolve("made"), "unix:uid")).isEqualTo(4321);
    }

    @Test
    void aReadOnlyBindIsReadOnlyForItsRootToo() throws IOException {
        Path in = Files.createDirectory(directory.resolve("in"));
        Files.writeString(in.resolve("file"), "text");
        Files.setPosixFilePermissions(in, PosixFilePermissions.fromString("rwxr-xr-x"));
        TestSandbox sandbox = probe("show", "/in/file", "say", "", "mkdir", "/in/made", "touch", "/in/file")
                .user(0, 0)
                .mount(new Mount.Bind(
                        in.toString(), "/in", Mount.Kind.DIRECTORY, Mount.Access.READ_ONLY, new Mount.Owner(0, 0)));
        assertThat(linesOf(sandbox)).containsExactly("text", "mkdir = -30", "utimensat = -30");
    }
}
