package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.PolicyBundle;
import java.io.IOException;
import java.util.List;

/** The policies that come with Immure: {@code immure policy library}. */
public record PolicyLibrary(List<PolicyBundle> policies) implements Answer {
    public PolicyLibrary {
        policies = List.copyOf(policies);
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withHeader("NAME", "RULES", "DESCRIPTION");
        policies.forEach(policy ->
                table.row(policy.name(), Integer.toString(policy.rules().size()), policy.description()));
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("policies");
        for (PolicyBundle policy : policies) {
            json.writeStartObject();
            json.writeStringField("name", policy.name());
            json.writeStringField("description", policy.description());
            json.writeStringField("digest", policy.digest().toString());
            JsonOutput.strings(json, "rules", policy.rules());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
