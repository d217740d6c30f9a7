package dev.immure.core.launch;

import dev.immure.core.internal.kernel.Fd;

/** The payload's standard streams. Closed by the launcher once the sandbox has them. */
record Stdio(Fd input, Fd output, Fd error) implements AutoCloseable {
    @Override
    public void close() {
        input.close();
        output.close();
        error.close();
    }
}
