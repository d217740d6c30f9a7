package dev.immure.cli.serve;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** When a run came to each of its stages, by {@link System#nanoTime}. Safe for use by several threads. */
public final class Stages {
    private final Map<Stage, Long> begun = new EnumMap<>(Stage.class);

    /** One after the other. */
    public enum Stage {
        /** Waiting for its turn. */
        QUEUE,
        /** Verifying, deciding, planning. */
        PREPARE,
        /** From the launch until nothing of the sandbox runs, the program's own time included. */
        SANDBOX,
        /** Recording how it ended. */
        RECORD,
        /** No stage: the end. */
        END
    }

    synchronized void begin(Stage stage) {
        begun.putIfAbsent(stage, System.nanoTime());
    }

    /** How long a stage took; empty when it was not come to, or not to the one behind it. */
    public synchronized Optional<Duration> took(Stage stage) {
        Long from = begun.get(stage);
        return from == null
                ? Optional.empty()
                : begun.entrySet().stream()
                        .filter(entry -> entry.getKey().compareTo(stage) > 0)
                        .findFirst()
                        .map(next -> Duration.ofNanos(next.getValue() - from));
    }
}
