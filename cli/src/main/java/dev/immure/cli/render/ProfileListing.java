package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.profiles.SecurityProfile;
import java.io.IOException;
import java.util.List;

/** The profiles that there are: {@code immure profile ls}. */
public record ProfileListing(List<SecurityProfile> profiles) implements Answer {
    public ProfileListing {
        profiles = List.copyOf(profiles);
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withHeader("NAME", "DESCRIPTION");
        profiles.forEach(profile -> table.row(profile.name(), profile.description()));
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("profiles");
        for (SecurityProfile profile : profiles) {
            json.writeStartObject();
            json.writeStringField("name", profile.name());
            json.writeStringField("description", profile.description());
            json.writeStringField("digest", profile.digest().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
