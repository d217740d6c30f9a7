package dev.immure.profiles;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gathers all flaws of one file, so that its author sees them at once. */
final class Problems {
    private static final int MAX_SHOWN = 20;

    private final String source;
    private final List<InvalidField> found = new ArrayList<>();

    /** @param source the file's name, for the message */
    Problems(String source) {
        this.source = source;
    }

    void add(InvalidField problem) {
        found.add(problem);
    }

    /** Reads one part; a flaw in it is noted and the reading of the others goes on. */
    <T> Optional<T> attempt(String path, Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (InvalidField e) {
            add(e);
        } catch (IllegalArgumentException e) {
            // The values of core check themselves; their message names the flaw.
            add(new InvalidField(ProfileFault.BAD_VALUE, path, String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    /** Ends the reading when anything was found. After it, no attempt has been empty. */
    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        String all = found.stream()
                .limit(MAX_SHOWN)
                .map(p -> p.path() + ": " + p.getMessage())
                .collect(Collectors.joining("; "));
        String more = found.size() > MAX_SHOWN ? "; and " + (found.size() - MAX_SHOWN) + " more" : "";
        throw new ImmureException(new Fault(
                found.getFirst().code(),
                "cannot use the profile",
                source,
                all + more,
                "Correct the file; docs/profiles.md describes its fields"));
    }
}
