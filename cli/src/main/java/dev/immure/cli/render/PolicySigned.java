package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A signature that was added to a bundle: {@code immure policy sign}. */
public record PolicySigned(Path file, BundleFile bundle, SigningKey key) implements Answer {
    public PolicySigned {
        Objects.requireNonNull(file, "file is null");
        Objects.requireNonNull(bundle, "bundle is null");
        Objects.requireNonNull(key, "key is null");
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withoutHeader().row("Signed", file.toString());
        PolicyBundleMembers.rows(table, bundle);
        table.row("Key", key.kind() + " " + key.fingerprint())
                .row("Signatures", String.valueOf(bundle.attachments()))
                .print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("file", file.toString());
        PolicyBundleMembers.json(json, bundle);
        JsonOutput.object(json, "key", object -> {
            object.writeStringField("kind", key.kind());
            object.writeStringField("fingerprint", key.fingerprint().toString());
        });
    }
}
