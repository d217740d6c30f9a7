package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.plan.WindowSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What connects the program's terminal with the caller: its output, its input and the size of its window. Without a
 * terminal it does nothing.
 */
final class Screen implements AutoCloseable {
    private record Lines(OutputPump pump, SideTask pumping, WindowWatch watch, SideTask watching) {}

    private final Optional<Lines> lines;

    private Screen(Optional<Lines> lines) {
        this.lines = lines;
    }

    /** The caller's side. */
    record Caller(Optional<InputStream> input, OutputStream output, Supplier<WindowSize> window) {}

    /**
     * @param budget as of {@link OutputPump}
     * @throws ImmureException with {@link LaunchFault#TERMINAL}
     */
    static Screen start(Optional<Terminal> terminal, Caller caller, AtomicLong budget, Runnable onExceeded) {
        return new Screen(terminal.map(made -> connect(made, caller, budget, onExceeded)));
    }

    private static Lines connect(Terminal terminal, Caller caller, AtomicLong budget, Runnable onExceeded) {
        try {
            OutputPump pump = new OutputPump(terminal.output(), caller.output(), budget, onExceeded);
            if (caller.input().isPresent()) {
                SandboxRun.startInput(caller.input().get(), terminal.input());
            }
            WindowWatch watch = new WindowWatch(terminal, caller.window());
            return new Lines(pump, SideTask.start("terminal", pump), watch, SideTask.start("window", watch));
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.TERMINAL,
                            "cannot use",
                            "the program's terminal",
                            e.getMessage(),
                            "Check RLIMIT_NOFILE"),
                    e);
        }
    }

    /** What passes the output on. */
    Optional<SideTask> pumping() {
        return lines.map(Lines::pumping);
    }

    /** How many bytes were passed on. */
    long moved() {
        return lines.map(l -> l.pump().moved()).orElse(0L);
    }

    /** Before the terminal is closed. */
    @Override
    public void close() {
        lines.ifPresent(l -> {
            l.watch().stop();
            l.watching().join();
        });
    }
}
