package dev.immure.signing.check;

import dev.immure.core.ImmureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The checks made so far, in order. Not for several threads. */
public final class CheckLog {
    private final List<Check> checks = new ArrayList<>();

    /** With no check in it yet. */
    public CheckLog() {}

    /** Does the work of a check and notes how it came out. Passes the work's fault on. */
    public <T> T step(String name, String input, String authority, Supplier<T> work) {
        return step(name, input, authority, Optional.empty(), work);
    }

    /** The same for a check whose answer holds for one moment. */
    public <T> T step(String name, String input, String authority, TrustedTime time, Supplier<T> work) {
        return step(name, input, authority, Optional.of(time), work);
    }

    private <T> T step(String name, String input, String authority, Optional<TrustedTime> time, Supplier<T> work) {
        try {
            T value = work.get();
            checks.add(new Check(name, input, authority, time, new Check.Passed()));
            return value;
        } catch (ImmureException e) {
            checks.add(new Check(name, input, authority, time, new Check.Failed(e.fault())));
            throw e;
        }
    }

    public void add(Check check) {
        checks.add(check);
    }

    public void addAll(CheckLog other) {
        checks.addAll(other.checks);
    }

    public int size() {
        return checks.size();
    }

    public List<Check> list() {
        return List.copyOf(checks);
    }
}
