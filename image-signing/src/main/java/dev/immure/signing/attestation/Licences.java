package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The identifiers in expressions such as {@code (MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0} (SPDX
 * 2.3, annex D). What a licence allows is not decided here: a rule gets every name that occurs.
 */
final class Licences {
    private static final int MOST = 256;
    private static final Pattern SEPARATOR = Pattern.compile("[\\s()]+");
    private static final Set<String> OPERATORS = Set.of("AND", "OR", "WITH", "and", "or", "with");
    /** SPDX: nobody has looked. */
    private static final String NOT_SAID = "NOASSERTION";

    private final Set<String> names = new LinkedHashSet<>();

    /** Adds those of an expression. */
    void expression(String text) throws JsonException {
        for (String name :
                SEPARATOR.splitAsStream(Bounded.text("a licence", text)).toList()) {
            if (!name.isEmpty() && !OPERATORS.contains(name) && !name.equals(NOT_SAID)) {
                names.add(name);
            }
        }
        Bounded.list("the licences of a component", List.copyOf(names), MOST);
    }

    /** Adds a name in free words, such as {@code Apache License 2.0}. */
    void name(String text) throws JsonException {
        names.add(Bounded.text("a licence", text));
        Bounded.list("the licences of a component", List.copyOf(names), MOST);
    }

    List<String> names() {
        return List.copyOf(names);
    }
}
