package dev.immure.signing;

import dev.immure.core.ImmureException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The checks made so far, in order. */
final class CheckLog {
    private final List<Check> checks = new ArrayList<>();

    /** Does the work of a check and notes how it came out. Passes the work's fault on. */
    <T> T step(String name, String input, String authority, Supplier<T> work) {
        try {
            T value = work.get();
            checks.add(Check.passed(name, input, authority));
            return value;
        } catch (ImmureException e) {
            checks.add(Check.failed(name, input, authority, e.fault()));
            throw e;
        }
    }

    void add(Check check) {
        checks.add(check);
    }

    void addAll(CheckLog other) {
        checks.addAll(other.checks);
    }

    int size() {
        return checks.size();
    }

    List<Check> list() {
        return List.copyOf(checks);
    }
}
