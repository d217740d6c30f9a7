package dev.immure.cli.render;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Objects;

/** The three streams of the command. stdout of {@code run} belongs to the container; Immure's own words go to stderr. */
public record Console(InputStream input, PrintStream output, PrintStream error) {
    public Console {
        Objects.requireNonNull(input, "input is null");
        Objects.requireNonNull(output, "output is null");
        Objects.requireNonNull(error, "error is null");
    }
}
