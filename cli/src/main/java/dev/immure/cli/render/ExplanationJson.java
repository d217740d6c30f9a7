package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.explain.Change;
import dev.immure.policy.explain.Miss;
import dev.immure.policy.explain.Nearest;
import java.io.IOException;

/** The parts of an explanation as JSON. */
final class ExplanationJson {
    private ExplanationJson() {}

    static void miss(JsonGenerator json, Miss miss) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", miss.at());
        switch (miss) {
            case Miss.NotInForce dates -> {
                json.writeStringField("kind", "not-in-force");
                json.writeStringField("why", dates.why());
            }
            case Miss.NoFact none -> {
                json.writeStringField("kind", "no-fact");
                json.writeStringField("type", none.type());
            }
            case Miss.ConditionFailed failed -> {
                json.writeStringField("kind", "condition");
                json.writeStringField("type", failed.type());
                json.writeStringField("condition", failed.condition());
                JsonOutput.stringMap(json, "seen", failed.seen());
            }
            case Miss.Hindered hindered -> {
                json.writeStringField("kind", "excluded");
                json.writeArrayFieldStart("by");
                for (int i = 0; i < hindered.patterns().size(); i++) {
                    json.writeStartObject();
                    json.writeStringField("pattern", hindered.patterns().get(i));
                    JsonOutput.stringMap(json, "seen", hindered.seen().get(i));
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }

    static JsonOutput.Members nearest(Nearest nearest) {
        return json -> {
            json.writeArrayFieldStart("changes");
            for (Change change : nearest.changes()) {
                json.writeStartObject();
                json.writeStringField("kind", change.kind().word());
                json.writeStringField("pointer", change.pointer());
                JsonOutput.optional(json, "from", change.from());
                JsonOutput.optional(json, "to", change.to());
                JsonOutput.strings(json, "reasons", change.reasons());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("tried", nearest.tried());
            json.writeNumberField("candidates", nearest.candidates());
            json.writeBooleanField("complete", nearest.isComplete());
        };
    }
}
