package dev.immure.cli;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.runs.RunFolder;
import dev.immure.cli.runs.RunNote;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runs by their ids. */
final class RunId {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private RunId() {}

    /** @throws dev.immure.core.ImmureException with {@link ServeFault#NO_RUN} for what cannot be one */
    static void require(String id) {
        if (!ID.matcher(id).matches()) {
            throw ServeFault.NO_RUN.at(
                    "cannot find run", id, "an id has 16 hexadecimal digits", "Take it from `immure ps`");
        }
    }

    /** What is noted of it, when its owner is alive. */
    static Optional<RunNote> note(Path root, String id) {
        return RunFolder.of(root).all().stream()
                .filter(note -> note.run().equals(id) && note.owner().isAlive())
                .findFirst();
    }
}
