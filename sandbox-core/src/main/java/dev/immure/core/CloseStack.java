package dev.immure.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Closes what was opened, the last first, and all of it whatever fails; for what outlives the method that opened it. One
 * thread at a time.
 */
public final class CloseStack implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    /** With nothing to close yet. */
    public CloseStack() {}

    /** What was given, to be closed so. */
    public <T> T add(T opened, Consumer<? super T> closing) {
        closings.push(() -> closing.accept(opened));
        return opened;
    }

    /** All of it, to be closed by whoever has the new one; this one is then empty, and closing it does nothing. */
    public CloseStack handOver() {
        CloseStack to = new CloseStack();
        to.closings.addAll(closings);
        closings.clear();
        return to;
    }

    /** A second time nothing happens. The first failure is thrown, with the others as suppressed ones. */
    @Override
    public void close() {
        if (closings.isEmpty()) {
            return;
        }
        Runnable last = closings.pop();
        CloseStack others = this;
        try (others) {
            last.run();
        }
    }
}
