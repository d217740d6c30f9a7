package dev.immure.policy;

import java.util.concurrent.atomic.AtomicInteger;

/** What an attack in a policy calls: a mark that it ran, and nothing else. */
public final class Payload {
    private static final AtomicInteger RUNS = new AtomicInteger();

    private Payload() {}

    public static boolean run() {
        RUNS.incrementAndGet();
        return true;
    }

    /** In the shape that salience wants. */
    public static int number() {
        run();
        return 1;
    }

    /** In the shape that an expression over text wants. */
    public static String text() {
        run();
        return "x";
    }

    static int runs() {
        return RUNS.get();
    }
}
