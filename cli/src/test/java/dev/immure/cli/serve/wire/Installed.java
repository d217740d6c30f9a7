package dev.immure.cli.serve.wire;

import dev.immure.cli.Main;
import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.render.Console;
import dev.immure.signing.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Immure as it is installed, in a folder: {@code bin/immure} is the native client, {@code lib/immure/bin/immure-java} the
 * Java program. A signed image without programs, into which the host's own are bound.
 */
@SuppressForbidden(reason = "the client is a program, and its compiler another")
final class Installed {
    static final String IMAGE = "bench:v1";

    private final Path folder;

    private Installed(Path folder) {
        this.folder = folder;
    }

    static Installed in(Path folder) throws IOException, InterruptedException {
        Path real = folder.toRealPath();
        Installed installed = new Installed(real);
        SigningKey key = SigningKey.generateEcdsaP256();
        write(real.resolve("key.pem"), key.privatePem(), "rw-------");
        write(real.resolve("key.pub.pem"), key.publicPem(), "rw-r--r--");
        write(real.resolve("immure.yaml"), "schema: 1\n", "rw-r--r--");
        Path tree = Files.createDirectory(real.resolve("tree"));
        for (String directory : List.of("box", "dev", "etc", "proc", "run", "sys", "tmp", "usr")) {
            Files.createDirectory(tree.resolve(directory));
        }
        for (String link : List.of("bin", "lib", "lib64", "sbin")) {
            Files.createSymbolicLink(tree.resolve(link), Path.of("usr", link));
        }
        Files.setPosixFilePermissions(tree.resolve("box"), PosixFilePermissions.fromString("rwxrwxrwx"));
        installed.image("image", "pack", "-u", "1000:1000", tree.toString(), IMAGE);
        installed.image("image", "sign", "--key", real.resolve("key.pem").toString(), IMAGE);
        compile(real.resolve("bin"));
        write(
                Files.createDirectories(real.resolve("lib/immure/bin")).resolve("immure-java"),
                installed.launcher(),
                "rwxr-xr-x");
        Files.createDirectory(
                real.resolve("sockets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(real.resolve("work"));
        return installed;
    }

    private static void compile(Path out) throws IOException, InterruptedException {
        Path script = Path.of("src/main/c/client/build.sh").toAbsolutePath();
        Process process = new ProcessBuilder("sh", script.toString(), out.toString())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError("the client cannot be compiled");
        }
    }

    private void image(String... words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(2, List.of("--root", folder.resolve("state").toString()));
        all.addAll(2, List.of("--config", folder.resolve("immure.yaml").toString()));
        if (Main.run(all.toArray(String[]::new), new Console(InputStream.nullInputStream(), print, print)) != 0) {
            throw new AssertionError(said.toString(StandardCharsets.UTF_8));
        }
    }

    private String launcher() {
        List<String> words = new ArrayList<>(List.of("exec"));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        for (String property : List.of("jffi.boot.library.path", "jnr.ffi.asm.enabled")) {
            if (System.getProperty(property) != null) {
                words.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        words.addAll(
                List.of("-cp", System.getProperty("java.class.path"), PlacedMain.class.getName(), folder.toString()));
        return "#!/bin/sh\necho x >>" + folder.resolve("started") + "\n" + String.join(" ", words) + " \"$@\"\n";
    }

    private static void write(Path file, String content, String permissions) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    Path folder() {
        return folder;
    }

    Path client() {
        return folder.resolve("bin/immure");
    }

    Path sockets() {
        return folder.resolve("sockets");
    }

    /** Where commands are called. */
    Path work() {
        return folder.resolve("work");
    }

    /** How often the Java program was started. */
    long started() throws IOException {
        Path started = folder.resolve("started");
        return Files.exists(started) ? Files.size(started) / 2 : 0;
    }

    /** Run by the shell's script in the image. */
    List<String> run(List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of("run", "-v", "/usr:/usr", "--key", "../key.pub.pem"));
        words.addAll(options);
        words.add(IMAGE);
        words.addAll(List.of(command));
        return words;
    }

    /** A process of the client, with the service's folder or another one. */
    ProcessBuilder command(Path sockets, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(client().toString()));
        words.addAll(arguments);
        return prepared(sockets, words);
    }

    ProcessBuilder prepared(Path sockets, List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).directory(work().toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8", "IMMURE_SOCKET_DIR", sockets.toString()));
        return builder;
    }

    /** What a line of the shell says. */
    static String shell(String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", line).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(
                    line + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return said;
    }
}
