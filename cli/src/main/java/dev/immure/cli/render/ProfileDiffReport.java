package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.profiles.ProfileDiff;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;

/** What distinguishes two profiles: {@code immure profile diff}. */
public record ProfileDiffReport(ProfileDiff diff) implements Answer {
    public ProfileDiffReport {
        Objects.requireNonNull(diff, "diff is null");
    }

    @Override
    public void text(TextOutput out) {
        if (diff.isEmpty()) {
            out.line(diff.second() + " gives what " + diff.first() + " gives.");
            return;
        }
        out.line(diff.second() + " against " + diff.first() + ": "
                + switch (diff.overall()) {
                    case TIGHTER -> "tighter in all that differs.";
                    case LOOSER -> "looser in all that differs.";
                    case DIFFERENT -> "neither tighter nor looser as a whole.";
                });
        out.blank();
        Table table = Table.withHeader("CHANGE", "WHAT", "NAME", "FROM -> TO");
        diff.changes()
                .forEach(change -> table.row(
                        word(change.direction()), change.area(), change.name(), change.from() + " -> " + change.to()));
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("first", diff.first());
        json.writeStringField("second", diff.second());
        json.writeStringField("overall", diff.isEmpty() ? "equal" : word(diff.overall()));
        json.writeArrayFieldStart("changes");
        for (ProfileDiff.Change change : diff.changes()) {
            json.writeStartObject();
            json.writeStringField("change", word(change.direction()));
            json.writeStringField("what", change.area());
            json.writeStringField("name", change.name());
            json.writeStringField("from", change.from());
            json.writeStringField("to", change.to());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String word(ProfileDiff.Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }
}
