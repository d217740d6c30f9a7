package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.signing.ContainersPolicyImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A trust file that was made from another tool's: {@code immure trust import}. */
public record TrustImported(ContainersPolicyImport.Imported imported) implements Answer {
    public TrustImported {
        Objects.requireNonNull(imported, "imported is null");
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withoutHeader();
        imported.files().forEach(file -> table.row("Written", file.toString()));
        table.row("Rules", String.valueOf(imported.rules()));
        imported.notes().forEach(note -> table.row("Note", note));
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("files");
        for (Path file : imported.files()) {
            json.writeString(file.toString());
        }
        json.writeEndArray();
        json.writeNumberField("rules", imported.rules());
        json.writeArrayFieldStart("notes");
        for (String note : imported.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
    }
}
