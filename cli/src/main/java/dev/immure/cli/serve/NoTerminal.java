package dev.immure.cli.serve;

import dev.immure.core.launch.CallerTerminal;
import dev.immure.core.plan.WindowSize;

/** Of a caller who has none. */
public enum NoTerminal implements CallerTerminal {
    HERE;

    @Override
    public boolean isInput() {
        return false;
    }

    @Override
    public WindowSize size() {
        return new WindowSize(0, 0);
    }

    @Override
    public Keys raw() {
        return () -> {};
    }
}
