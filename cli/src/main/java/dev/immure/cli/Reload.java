package dev.immure.cli;

import dev.immure.cli.render.FaultRenderer;
import dev.immure.core.ImmureException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the configuration of a service that runs. */
final class Reload {
    private Reload() {}

    /** Empty, and told why, when it cannot be used. */
    static Optional<Configuration> of(Supplier<Configuration> reader, PrintStream told) {
        try {
            Configuration read = reader.get();
            told.println("immure: the configuration was read anew");
            return Optional.of(read);
        } catch (ImmureException e) {
            new FaultRenderer(told, false).render(e.fault());
            told.println("immure: the configuration stays as it was");
            return Optional.empty();
        }
    }
}
