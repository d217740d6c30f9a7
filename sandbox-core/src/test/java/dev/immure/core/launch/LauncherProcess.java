package dev.immure.core.launch;

import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.Rate;
import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A Java process of its own that runs one sandbox, so that a test can kill it, or start it in bad company. */
final class LauncherProcess {
    /** Names the back-end of the sandbox's disk; a tmpfs where it is not set. */
    static final String BACKEND = "immure.test.disk";

    /** An act that is none: gives the sandbox a network. */
    static final String NETWORKED = "networked";

    private LauncherProcess() {}

    /** Arguments: the image tree, then the probe's acts. Prints what the program prints. */
    public static void main(String[] arguments) {
        List<String> acts = new ArrayList<>(List.of(arguments));
        Path tree = Path.of(acts.removeFirst());
        boolean networked = acts.removeIf(NETWORKED::equals);
        DiskBackend backend = DiskBackend.valueOf(System.getProperty(BACKEND, DiskBackend.TMPFS.name()));
        TestSandbox sandbox = TestSandbox.of(tree, acts.toArray(String[]::new))
                .disk(new DiskLimit(16 << 20, 256, backend))
                .stdoutTo(System.out);
        if (networked) {
            sandbox.network(new NetworkSpec.Private(
                    List.of(),
                    List.of(),
                    Optional.of(Rate.parse("10mbit")),
                    Optional.of(Rate.parse("10mbit")),
                    OptionalLong.empty()));
        }
        System.exit(sandbox.run().cause() == EndCause.BY_ITSELF ? 0 : 1);
    }

    /** @param shell what a shell does before it becomes that process */
    static Process start(String shell, Path tree, String... acts) throws IOException {
        return start(shell, List.of(), tree, acts);
    }

    /** @param options of the JVM */
    static Process start(String shell, List<String> options, Path tree, String... acts) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                shell + "; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                "-Djnr.ffi.asm.enabled=false",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(List.of(LauncherProcess.class.getName(), tree.toString()));
        command.addAll(List.of(acts));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
