package dev.immure.cli.render;

import dev.immure.core.launch.CallerTerminal;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Objects;

/**
 * The three streams of the command. stdout of {@code run} belongs to the container; Immure's own words go to stderr.
 *
 * @param terminal that they lead to, if they do
 */
public record Console(InputStream input, PrintStream output, PrintStream error, CallerTerminal terminal) {
    public Console {
        Objects.requireNonNull(input, "input is null");
        Objects.requireNonNull(output, "output is null");
        Objects.requireNonNull(error, "error is null");
        Objects.requireNonNull(terminal, "terminal is null");
    }

    /** With the terminal of this process. */
    public Console(InputStream input, PrintStream output, PrintStream error) {
        this(input, output, error, CallerTerminal.ofProcess());
    }
}
