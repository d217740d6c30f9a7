package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.bundle.BundleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A bundle that was made: {@code immure policy build}.
 *
 * @param leftOut what lies in the directory and is no part of a bundle
 */
public record PolicyBuilt(Path file, BundleFile bundle, List<String> leftOut) implements Answer {
    public PolicyBuilt {
        Objects.requireNonNull(file, "file is null");
        Objects.requireNonNull(bundle, "bundle is null");
        leftOut = List.copyOf(leftOut);
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withoutHeader().row("Built", file.toString());
        PolicyBundleMembers.rows(table, bundle);
        table.row("Parts", String.valueOf(bundle.manifest().parts().size()));
        if (!leftOut.isEmpty()) {
            table.row("Left out", String.join(", ", leftOut));
        }
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("file", file.toString());
        PolicyBundleMembers.json(json, bundle);
        JsonOutput.strings(json, "leftOut", leftOut);
    }
}
