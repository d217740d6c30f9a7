package dev.immure.fuzz.attack;

import dev.immure.cli.attack.Range;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The runs that a state directory has on record: each is there before anything of it starts. */
final class RunIds {
    private static final Pattern RUN = Pattern.compile("\"run\":\"([0-9a-f]{16})\"");

    private RunIds() {}

    static Set<String> of(Range range) {
        String listing =
                range.immure(List.of("audit", "show", "--output", "json")).out();
        return RUN.matcher(listing).results().map(run -> run.group(1)).collect(Collectors.toSet());
    }
}
