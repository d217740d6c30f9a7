package dev.immure.cli.caller;

import java.util.Map;
import java.util.Optional;

/** Environment variables of the caller. One that is asked for may be one that has to be fetched. */
@FunctionalInterface
public interface Variables {
    /** Its value; empty when it is not set. */
    Optional<String> value(String name);

    static Variables of(Map<String, String> variables) {
        Map<String, String> copy = Map.copyOf(variables);
        return name -> Optional.ofNullable(copy.get(name));
    }
}
