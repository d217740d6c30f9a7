package dev.immure.cli.serve;

import dev.immure.cli.attack.Range;
import java.util.stream.Stream;

/** Bodies of requests. */
final class Requests {
    private Requests() {}

    /**
     * For one tool of the probe.
     *
     * @param command words
     * @param members of the document, beside those that every run has
     */
    static String run(Range range, String command, String... members) {
        String more =
                String.join("", Stream.of(members).map(member -> "," + member).toList());
        return "{\"image\":\"probe:v1\",\"key\":\"" + range.publicKey() + "\",\"command\":[\"/bin/probe\",\""
                + command.replace(" ", "\",\"") + "\"]" + more + "}";
    }
}
