package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.bundle.BundleIdentity;
import dev.immure.policy.bundle.InstalledPolicies;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** What this host has and remembers of policy bundles: {@code immure policy ls}. */
public record PolicyListing(InstalledPolicies.Listing list) implements Answer {
    public PolicyListing {
        Objects.requireNonNull(list, "list is null");
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withHeader("NAME", "VERSION", "DIGEST", "STATE");
        list.current().ifPresent(one -> row(table, one, "in place"));
        list.previous().ifPresent(one -> row(table, one, "previous"));
        for (BundleIdentity one : list.accepted()) {
            if (!list.current().equals(Optional.of(one)) && !list.previous().equals(Optional.of(one))) {
                row(table, one, "accepted");
            }
        }
        table.print(out);
    }

    private static void row(Table table, BundleIdentity one, String state) {
        table.row(one.name(), String.valueOf(one.version()), one.digest().toString(), state);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        if (list.current().isPresent()) {
            JsonOutput.object(
                    json, "current", object -> members(object, list.current().get()));
        }
        if (list.previous().isPresent()) {
            JsonOutput.object(
                    json, "previous", object -> members(object, list.previous().get()));
        }
        json.writeArrayFieldStart("accepted");
        for (BundleIdentity one : list.accepted()) {
            json.writeStartObject();
            members(json, one);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void members(JsonGenerator json, BundleIdentity bundle) throws IOException {
        json.writeStringField("name", bundle.name());
        json.writeNumberField("version", bundle.version());
        json.writeStringField("digest", bundle.digest().toString());
    }
}
