package dev.immure.cli.rootless;

import dev.immure.cli.ExitStatus;
import dev.immure.cli.Main;
import dev.immure.cli.render.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code immure}, asked again when the policy was not decided in time: in an emulated machine the engine takes longer to load
 * than a decision may take, and the second time it is loaded.
 */
public final class PatientMain {
    private static final int TRIES = 4;

    private PatientMain() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status = ExitStatus.REFUSED;
        for (int i = 0; i < TRIES && status == ExitStatus.REFUSED; i++) {
            status = Main.run(arguments, new Console(System.in, out, err));
        }
        System.exit(status);
    }
}
