package dev.immure.policy.internal.yaml;

import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.policy.internal.drl.RawText;
import dev.immure.policy.internal.model.Days;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A YAML file of a policy: what it says is what a screen shows, and each fault has its line.
 *
 * @param code of what is wrong with its fields
 */
record YamlFile(String name, PolicyFaultCode code, Faults faults) {
    /** The fields of the file; its {@code schema} has been looked at. */
    Optional<Fields> read(byte[] bytes) {
        if (RawText.plain(name, bytes, faults).isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Fields> fields = Fields.of(StrictYaml.read(bytes), this::fault);
            fields.ifPresent(this::schema);
            return fields;
        } catch (MalformedYaml e) {
            faults.add(code, name, e.reason());
            return Optional.empty();
        }
    }

    private void schema(Fields fields) {
        fields.whole("schema").filter(schema -> schema != 1).ifPresent(schema -> {
            fields.fault("schema", "is " + schema + ", and this version of Immure knows schema 1");
        });
    }

    void fault(int line, String sentence) {
        faults.add(code, at(line), sentence);
    }

    SourceLine at(int line) {
        return new SourceLine(name, Math.max(1, line));
    }

    /** A line of words, empty when there is none; YAML can escape what {@link RawText} refuses, so values are looked at, too. */
    String words(Fields fields, String field, int most) {
        String text = fields.optionalText(field).orElse("");
        if (text.length() > most || !isWords(text)) {
            fields.fault(field, "is not one line of at most " + most + " plain characters");
            return "";
        }
        return text;
    }

    /** One line that shows as it is. */
    static boolean isWords(String text) {
        return RawText.isPlain(text) && text.chars().noneMatch(c -> c == '\n' || c == '\t');
    }

    /** A day; empty, with a fault, when it is something else. */
    Optional<LocalDate> day(Fields fields, String field) {
        return fields.optionalText(field).flatMap(text -> {
            Optional<LocalDate> day = Days.read(text);
            if (day.isEmpty()) {
                fields.fault(field, "is '" + text + "', not a day such as 2026-11-23");
            }
            return day;
        });
    }
}
