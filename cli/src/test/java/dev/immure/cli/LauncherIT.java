package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script in a small tree of its own, with a mvn that only counts its calls and puts a jar in place: the
 * real one is running this test.
 */
class LauncherIT {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final String MAIN = """
            package dev.immure.cli;
            public class Main {
                public static void main(String[] arguments) {
                    System.out.println(java.util.List.of(arguments));
                    System.out.println(java.nio.file.Path.of("").toAbsolutePath());
                    System.out.println(System.getProperty("jffi.boot.library.path"));
                    System.exit(7);
                }
            }
            """;
    private static final String MVN = """
            #!/bin/sh
            echo "$PWD $*" >>"$CALLS"
            if [ -e "$CALLS.fail" ]; then
                echo '[INFO] compiling'
                echo '[ERROR] Broken.java:[1,2] this does not compile'
                exit 1
            fi
            mkdir -p cli/target/lib
            cp "$JAR" cli/target/immure.jar
            """;

    @TempDir
    private static Path shared;

    private static Path jar;

    @TempDir
    private Path directory;

    private Path tree;
    private Path calls;
    private Path path;

    private record Ended(int status, String out, String err) {}

    /** Standard error goes to a file, so that no pipe fills up while the other is read. */
    private record Started(Process process, Path err) {
        Ended end() throws IOException, InterruptedException {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), out, Files.readString(err));
        }
    }

    @BeforeAll
    @SuppressForbidden(reason = "javac makes the class that the script starts")
    static void compileMain() throws IOException, InterruptedException {
        Path source = Files.createDirectories(shared.resolve("dev/immure/cli")).resolve("Main.java");
        Files.writeString(source, MAIN);
        String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
        Process compiling = new ProcessBuilder(javac, "-proc:none", source.toString()).start();
        assertThat(compiling.waitFor()).isZero();
        jar = shared.resolve("main.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("dev/immure/cli/Main.class"));
            out.write(Files.readAllBytes(source.resolveSibling("Main.class")));
        }
    }

    @BeforeEach
    void makeTree() throws IOException {
        tree = directory.resolve("a tree");
        for (String folder : List.of("tools", ".mvn", "cli/src/main/java", "sandbox-core/src/main/java")) {
            Files.createDirectories(tree.resolve(folder));
        }
        for (String script : List.of("immure", "tools/find-jdk", "tools/aot-cache")) {
            Files.copy(REPOSITORY.resolve(script), tree.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String file : List.of("pom.xml", "cli/pom.xml", "sandbox-core/pom.xml", "cli/src/main/java/A.java")) {
            Files.writeString(tree.resolve(file), "");
        }
        calls = directory.resolve("calls");
        path = Files.createDirectory(directory.resolve("bin"));
        executable(path.resolve("mvn"), MVN);
    }

    @Test
    void buildsTheFirstTimeAndSaysSoInOneLine() throws IOException {
        Ended first = immure("--version");
        assertThat(first.err()).startsWith("immure: building (first run").hasLineCount(1);
        assertThat(calls()).singleElement().asString().startsWith(tree + " ").contains("package");
        assertThat(first.status()).isEqualTo(7);
    }

    @Test
    void doesNotBuildAgainWhileNothingChanges() throws IOException {
        immure();
        Ended second = immure();
        assertThat(second.err()).isEmpty();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void buildsAgainWhenASourceChanged() throws IOException {
        immure();
        later(tree.resolve("cli/src/main/java/A.java"));
        assertThat(immure().err()).isEqualTo("immure: building (sources have changed)…\n");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void buildsAgainWhenAPomChanged() throws IOException {
        immure();
        later(tree.resolve("sandbox-core/pom.xml"));
        immure();
        assertThat(calls()).hasSize(2);
    }

    @Test
    void buildsAgainWhenASourceWasRemoved() throws IOException {
        immure();
        Files.delete(tree.resolve("cli/src/main/java/A.java"));
        immure();
        assertThat(calls()).hasSize(2);
    }

    /** Makes one, as whoever installs Immure does. */
    private Path cache() {
        immure();
        Ended made = tool();
        assertThat(made.status()).as(made.err()).isZero();
        return Path.of(made.out().strip());
    }

    private String cacheInUse() {
        return tool("--path", System.getProperty("java.home")).out();
    }

    @Test
    void startsTheSameWithACacheAndWithABrokenOne() throws IOException {
        Path cache = cache();
        assertThat(cacheInUse()).isEqualTo(cache + "\n");
        Ended with = immure("a");
        Files.write(cache, new byte[] {1, 2, 3});
        Ended broken = immure("a");
        Files.delete(cache);
        Ended without = immure("a");
        assertThat(with).isEqualTo(without);
        assertThat(broken).isEqualTo(without);
        assertThat(with.err()).isEmpty();
    }

    @Test
    void aCacheForOtherJarsIsNotUsed() throws IOException {
        cache();
        Path immure = tree.resolve("cli/target/immure.jar");
        Files.write(immure, Files.readAllBytes(immure));
        assertThat(cacheInUse()).isEmpty();
    }

    @Test
    void aCacheThatOthersMayWriteIsNotUsed() throws IOException {
        Path cache = cache();
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(cacheInUse()).isEmpty();
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(cacheInUse()).isNotEmpty();
        Files.setPosixFilePermissions(cache.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(cacheInUse()).isEmpty();
    }

    @Test
    void aLinkInPlaceOfACacheIsNotUsed() throws IOException {
        Path cache = cache();
        Files.move(cache, directory.resolve("elsewhere.aot"));
        Files.createSymbolicLink(cache, directory.resolve("elsewhere.aot"));
        assertThat(cacheInUse()).isEmpty();
    }

    @Test
    void manyAtOnceBuildOnce() throws Exception {
        List<Started> started = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            started.add(
                    start(directory, Map.of(), List.of(tree.resolve("immure").toString())));
        }
        for (Started each : started) {
            assertThat(each.end().status()).isEqualTo(7);
        }
        assertThat(calls()).hasSize(1);
    }

    @Test
    void passesArgumentsFolderAndStatusThrough() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Ended ended = run(elsewhere, Map.of(), tree.resolve("immure").toString(), "a b", "", "*", "--x=$HOME");
        assertThat(ended.status()).isEqualTo(7);
        assertThat(ended.out())
                .isEqualTo("[a b, , *, --x=$HOME]\n" + elsewhere.toRealPath() + "\n"
                        + tree.toRealPath().resolve("sandbox-core/target/native") + "\n");
    }

    @Test
    void worksThroughASymbolicLink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), tree.resolve("immure"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("link"));
        assertThat(run(directory, Map.of(), link.toString()).status()).isEqualTo(7);
        assertThat(run(directory, Map.of(), second.toString()).status()).isEqualTo(7);
        assertThat(calls()).hasSize(1);
    }

    @Test
    void worksInAnEnvironmentWithoutAHome() throws IOException {
        Ended ended = run(
                directory, Map.of(), "env", "-u", "HOME", tree.resolve("immure").toString());
        assertThat(ended.status()).as(ended.err()).isEqualTo(7);
    }

    @Test
    void aFailedBuildShowsItsErrorsAndIsTriedAgain() throws IOException {
        Path fail = Files.createFile(directory.resolve("calls.fail"));
        Ended failed = immure();
        assertThat(failed.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err())
                .contains("[ERROR] Broken.java:[1,2] this does not compile\n")
                .doesNotContain("[INFO]")
                .endsWith("[IMM-BUILD-FAILED]\n");
        Files.delete(fail);
        assertThat(immure().status()).isEqualTo(7);
        assertThat(calls()).hasSize(2);
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws IOException {
        Files.delete(path.resolve("mvn"));
        for (String tool : List.of("sh", "readlink", "find", "flock", "sed", "mkdir", "dirname")) {
            executable(path.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
        }
        Ended ended = run(
                directory,
                Map.of("PATH", path.toString()),
                tree.resolve("immure").toString());
        assertThat(ended.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(ended.err())
                .hasLineCount(1)
                .contains("there is no mvn on the PATH. Install Maven")
                .endsWith("[IMM-BUILD-MAVEN]\n");
    }

    @Test
    void withoutAJdkItSaysWhatToInstallInOneLine() throws IOException {
        // In a mount namespace of its own the usual places of JDKs are empty.
        String hide = "mount -t tmpfs none /usr/lib/jvm && mount -t tmpfs none /opt && exec \"$0\" --version";
        Ended ended = run(
                directory,
                Map.of("IMMURE_JAVA_HOME", "", "JAVA_HOME", "", "HOME", directory.toString()),
                "unshare",
                "--mount",
                "sh",
                "-c",
                hide,
                tree.resolve("immure").toString());
        assertThat(ended.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(ended.err())
                .startsWith("immure: cannot find a JDK: ")
                .hasLineCount(1)
                .endsWith("[IMM-BUILD-JDK]\n");
        assertThat(calls).doesNotExist();
    }

    @Test
    void aTreeThatCannotBeWrittenIsAFaultOnlyWhenItMustBeBuilt() throws IOException {
        String readOnly = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$0/immure\"";
        List<String> command = List.of("unshare", "--mount", "sh", "-c", readOnly, tree.toString());
        Ended refused = run(directory, Map.of(), command.toArray(String[]::new));
        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err()).hasLineCount(1).endsWith("[IMM-BUILD-WRITE]\n");
        immure();
        assertThat(run(directory, Map.of(), command.toArray(String[]::new)).status())
                .isEqualTo(7);
    }

    private Ended immure(String... arguments) {
        return run(
                directory,
                Map.of(),
                Stream.concat(Stream.of(tree.resolve("immure").toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private Ended tool(String... arguments) {
        return run(
                directory,
                Map.of(),
                Stream.concat(Stream.of(tree.resolve("tools/aot-cache").toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private Ended run(Path folder, Map<String, String> environment, String... command) {
        try {
            return start(folder, environment, List.of(command)).end();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressForbidden(reason = "the script under test is started as a user starts it")
    private Started start(Path folder, Map<String, String> changes, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.put("IMMURE_JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", path + ":" + System.getenv("PATH"));
        environment.put("CALLS", calls.toString());
        environment.put("JAR", jar.toString());
        environment.putAll(changes);
        Path err = Files.createTempFile(directory, "stderr", "");
        return new Started(builder.redirectError(err.toFile()).start(), err);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void later(Path file) throws IOException {
        FileTime now = FileTime.from(Files.getLastModifiedTime(file).toInstant().plus(Duration.ofHours(1)));
        Files.setLastModifiedTime(file, now);
    }
}
