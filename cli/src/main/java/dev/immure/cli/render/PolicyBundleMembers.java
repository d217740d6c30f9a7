package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.policy.bundle.BundleManifest;
import java.io.IOException;
import java.util.Optional;

/** What every answer about a policy bundle says of it. */
final class PolicyBundleMembers {
    private PolicyBundleMembers() {}

    static void rows(Table table, BundleFile bundle) {
        BundleManifest manifest = bundle.manifest();
        table.row("Bundle", manifest.name() + ":" + manifest.version())
                .row("Digest", bundle.digest().toString());
        Optional<String> from = manifest.window().notBefore().map(day -> "from " + day);
        Optional<String> until = manifest.window().notAfter().map(day -> "to the end of " + day);
        if (from.isPresent() || until.isPresent()) {
            table.row("Valid", (from.orElse("") + " " + until.orElse("")).strip());
        }
    }

    static void json(JsonGenerator json, BundleFile bundle) throws IOException {
        BundleManifest manifest = bundle.manifest();
        json.writeStringField("name", manifest.name());
        json.writeNumberField("version", manifest.version());
        json.writeStringField("description", manifest.description());
        json.writeStringField("digest", bundle.digest().toString());
        JsonOutput.optional(json, "notBefore", manifest.window().notBefore().map(Object::toString));
        JsonOutput.optional(json, "notAfter", manifest.window().notAfter().map(Object::toString));
        json.writeStringField("minimumEngine", manifest.minimumEngine().toString());
        json.writeNumberField("signatures", bundle.attachments());
        json.writeArrayFieldStart("parts");
        for (BundleManifest.Part part : manifest.parts()) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeStringField("digest", part.digest().toString());
            json.writeNumberField("size", part.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
