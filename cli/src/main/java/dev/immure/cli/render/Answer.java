package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What a command has found out, in both forms that it may be asked for. */
public interface Answer {
    /** For people. */
    void text(TextOutput out);

    /** For programs: writes the members of the top-level object that follow {@code "schema": 1}. */
    void json(JsonGenerator json) throws IOException;
}
