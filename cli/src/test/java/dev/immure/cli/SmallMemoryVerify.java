package dev.immure.cli;

import dev.immure.cli.render.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Java process with 64 MiB of memory that runs commands one after the other and tells what each came to. */
final class SmallMemoryVerify {
    private static final Pattern CODE = Pattern.compile("IMM-[A-Z0-9-]+");
    private static final String BETWEEN = "\n";

    private SmallMemoryVerify() {}

    /**
     * What a command came to.
     *
     * @param codes that it told, parted by commas, the error last
     * @param cpu of the whole process, whichever thread spent it
     */
    record End(int status, String codes, Duration cpu) {
        static End parse(String line) {
            String[] parts = line.split(" ", -1);
            return new End(Integer.parseInt(parts[0]), parts[1], Duration.ofMillis(Long.parseLong(parts[2])));
        }
    }

    /** Each argument is a command, its own arguments parted by line feeds. */
    public static void main(String[] commands) {
        for (String command : commands) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
            Console console = new Console(InputStream.nullInputStream(), print, print);
            Duration before = cpu();
            int status = Main.run(command.split(BETWEEN, -1), console);
            long millis = cpu().minus(before).toMillis();
            String codes = CODE.matcher(said.toString(StandardCharsets.UTF_8))
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .collect(Collectors.joining(","));
            System.out.println(status + " " + codes + " " + millis);
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    @SuppressForbidden(reason = "starts Immure with little memory")
    static List<End> run(List<List<String>> commands) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djnr.ffi.asm.enabled=false",
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                "-cp",
                System.getProperty("java.class.path"),
                SmallMemoryVerify.class.getName()));
        commands.forEach(command -> line.add(String.join(BETWEEN, command)));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("it ended with " + process.exitValue() + " after:\n" + output);
        }
        return output.lines().map(End::parse).toList();
    }
}
