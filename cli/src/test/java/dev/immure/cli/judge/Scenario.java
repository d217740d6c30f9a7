package dev.immure.cli.judge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One line of the tables: a program, its limits, and what must come out.
 *
 * @param id unique in the suite
 * @param origin whose fact it is, and under which name they test it
 * @param claim what holds, as a sentence; the name of the test
 * @param command what is run inside
 * @param options of {@code immure run}
 * @param times how often it is run, each time in a sandbox of its own; the last one counts
 */
record Scenario(
        String id,
        String origin,
        String claim,
        List<String> command,
        List<String> options,
        String stdin,
        long times,
        Expected expected) {
    Scenario {
        command = List.copyOf(command);
        options = List.copyOf(options);
    }

    String title() {
        return id + " " + claim + " (" + origin + ")";
    }

    /**
     * What must come out; what is not given is not looked at.
     *
     * @param verdicts one of them; {@link #REFUSED} for a run that is not to begin
     * @param out the whole of standard output
     * @param outMatches a regular expression found in standard output
     * @param errMatches a regular expression found in standard error
     * @param copied what {@code --copy-out} brought to {@code ${out}}
     * @param figures bounds on what the receipt measures, both included
     */
    record Expected(
            List<String> verdicts,
            Optional<Long> exitCode,
            Optional<Long> signal,
            Optional<Long> status,
            Optional<String> out,
            Optional<String> outMatches,
            Optional<String> errMatches,
            Optional<String> copied,
            Map<String, Bounds> figures) {
        /** In place of a verdict: nothing was run, so there is no receipt. */
        static final String REFUSED = "REFUSED";

        /** A regular expression that is found nowhere. */
        private static final String NOTHING = "(?!)";

        Expected {
            verdicts = List.copyOf(verdicts);
            figures = Map.copyOf(figures);
        }

        /** How many things are looked at. */
        int count() {
            long given = Stream.of(exitCode, signal, status, out, outMatches, errMatches, copied)
                    .filter(Optional::isPresent)
                    .count();
            return 1 + figures.size() + Math.toIntExact(given);
        }

        /** Everything wrong: a comparison that finds less than all of it does not look at all of it. */
        Expected negated() {
            Map<String, Bounds> beyond = new HashMap<>();
            figures.forEach((figure, bounds) -> beyond.put(figure, new Bounds(bounds.most() + 1, Long.MAX_VALUE)));
            return new Expected(
                    List.of("OTHER"),
                    exitCode.map(code -> code + 1),
                    signal.map(number -> number + 1),
                    status.map(number -> number + 1),
                    out.map(text -> text + "!"),
                    outMatches.map(ignored -> NOTHING),
                    errMatches.map(ignored -> NOTHING),
                    copied.map(text -> text + "!"),
                    beyond);
        }
    }

    /** From, to, both included. */
    record Bounds(long least, long most) {}
}
