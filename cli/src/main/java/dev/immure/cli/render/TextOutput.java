package dev.immure.cli.render;

import dev.immure.core.Escape;
import java.io.PrintStream;

/** Text for a terminal. All of it is escaped on its way, so that no answer can forget to. */
public final class TextOutput {
    private final PrintStream to;

    public TextOutput(PrintStream to) {
        this.to = to;
    }

    public void line(String text) {
        to.println(Escape.control(text));
    }

    public void blank() {
        to.println();
    }

    /** A line that was escaped piece by piece, so that it may be long. */
    void escapedLine(String text) {
        to.println(text);
    }
}
