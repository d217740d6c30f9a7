package dev.immure.cli.serve.wire;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.render.Console;

/** The command line. */
@FunctionalInterface
public interface Commands {
    /** Carries out a command for somebody else; the exit status. */
    int run(String[] arguments, Console console, Caller caller);
}
