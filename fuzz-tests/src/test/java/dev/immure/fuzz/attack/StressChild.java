package dev.immure.fuzz.attack;

import dev.immure.cli.Main;
import dev.immure.cli.render.Console;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Immure as a process that {@link KillStressIT} kills: four loops of runs of all kinds, until it dies. It says "run" for
 * each that begins, and what came of one that should not have come.
 */
final class StressChild {
    private static final int LOOPS = 4;
    private static final List<List<String>> OPTIONS = List.of(
            List.of(),
            List.of("--read-only"),
            List.of("--memory=64m", "--pids-limit=20"),
            List.of("--tmpfs=/opt:size=1m", "-u=0:0"),
            List.of("--network=private", "--allow-net=192.0.2.0/24", "--bandwidth-in=8mbit", "--bandwidth-out=8mbit"),
            List.of("--disk=8m,backend=loop"),
            List.of("--wall-limit=30ms"),
            List.of("-w=/proc/self/fd/9"));
    private static final List<List<String>> COMMANDS = List.of(
            List.of("base-walls"),
            List.of("leave"),
            List.of("fill-all", "4000000"),
            List.of("burn-children", "20"),
            List.of("flood", "100000"),
            List.of("kill-all"),
            List.of("wait", "60"));

    private StressChild() {}

    /** @param arguments seed, then the options that name state folder, configuration and key */
    public static void main(String[] arguments) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[0]));
        List<String> place = List.of(arguments).subList(1, arguments.length);
        PrintStream told = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (int i = 0; i < LOOPS; i++) {
            SplittableRandom own = random.split();
            Thread.ofPlatform().name("loop-" + i).start(() -> loop(own, place, told));
        }
    }

    private static void loop(SplittableRandom random, List<String> place, PrintStream told) {
        while (true) {
            List<String> command = new ArrayList<>(List.of("run"));
            command.addAll(place);
            command.addAll(OPTIONS.get(random.nextInt(OPTIONS.size())));
            command.add("attack:v1");
            command.addAll(COMMANDS.get(random.nextInt(COMMANDS.size())));
            told.println("run");
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            LastLine error = new LastLine();
            int status = Main.run(
                    command.toArray(String[]::new),
                    new Console(InputStream.nullInputStream(), nowhere, error.stream()));
            if (status == 125 && !error.text().contains("IMM-LAUNCH-STEP")) {
                told.println("failed " + command + ": " + error.text());
            }
        }
    }

    /** What was said on standard error, for the case that it matters. */
    private static final class LastLine {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        PrintStream stream() {
            return new PrintStream(bytes, true, StandardCharsets.UTF_8);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8).strip();
        }
    }
}
