package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
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

/** The command, run in this process, with a state folder and a configuration file of the test's own. */
final class Cli {
    private final Path root;
    private final Path config;

    private Cli(Path root, Path config) {
        this.root = root;
        this.config = config;
    }

    /** What a run left behind. */
    record Outcome(int status, String out, String err) {
        JsonObject json() {
            return parse(out);
        }

        /** The error object on standard error. */
        JsonObject error() {
            try {
                return parse(err).requireObject("error");
            } catch (JsonException e) {
                throw new AssertionError(err, e);
            }
        }
    }

    static JsonObject parse(String text) {
        try {
            return StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), new JsonLimits(1 << 22, 100, 1 << 20));
        } catch (JsonException e) {
            throw new AssertionError(text, e);
        }
    }

    static Cli in(Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("immure.yaml"), "schema: 1\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        return new Cli(directory.resolve("state"), config);
    }

    Path root() {
        return root;
    }

    List<String> globalOptions() {
        return List.of("--root", root.toString(), "--config", config.toString());
    }

    /** Runs a command that takes the global options. */
    Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(globalOptions());
        return bare(all.toArray(String[]::new));
    }

    /** Runs exactly these arguments. */
    static Outcome bare(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status = Main.run(arguments, new Console(InputStream.nullInputStream(), printed, said));
        printed.flush();
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
