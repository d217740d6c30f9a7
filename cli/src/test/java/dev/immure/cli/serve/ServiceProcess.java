package dev.immure.cli.serve;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code immure serve} in a JVM of its own: it can be sent signals, and be killed. */
final class ServiceProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path folder;
    private final List<String> said = new ArrayList<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ServiceProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** @param arguments of {@code immure serve} beside the folder of its sockets */
    static ServiceProcess start(Path folder, List<String> arguments) throws IOException, InterruptedException {
        return start(List.of(), folder, arguments);
    }

    /** @param before a program that starts it, and its arguments */
    static ServiceProcess start(List<String> before, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path", ""),
                "-Djnr.ffi.asm.enabled=false",
                "-cp",
                System.getProperty("java.class.path")
                        .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
                "dev.immure.cli.Main",
                "serve",
                "--socket-dir",
                folder.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        ServiceProcess service = new ServiceProcess(process, folder);
        Thread.ofPlatform().daemon().start(service::listen);
        service.await("immure: ready");
        return service;
    }

    private void listen() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add(String.valueOf(e.getMessage()));
        }
        lines.add("");
    }

    /** Waits until it has said so. */
    String await(String beginning) throws InterruptedException {
        for (; ; ) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.isEmpty()) {
                throw new AssertionError("never said \"" + beginning + "\": " + String.join("\n", said));
            }
            said.add(line);
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    /** What was waited for last. */
    String last() {
        return said.getLast();
    }

    ApiClient api() {
        return new ApiClient(folder.resolve("api.sock"));
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name);
        }
    }

    /** Its exit status. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + String.join("\n", said));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
