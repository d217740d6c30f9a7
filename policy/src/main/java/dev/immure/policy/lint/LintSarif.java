package dev.immure.policy.lint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.immure.core.Fault;
import dev.immure.policy.internal.model.SarifText;
import dev.immure.policy.internal.model.SourceLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Faults and findings in SARIF 2.1.0 (OASIS, 2020), as code hosts show them beside the line. */
public final class LintSarif {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonGenerator json;

    private LintSarif(JsonGenerator json) {
        this.json = json;
    }

    /**
     * UTF-8, and ASCII at that.
     *
     * @param version of Immure
     */
    public static byte[] of(List<Fault> faults, List<Finding> findings, String version) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            new LintSarif(json).log(faults, findings, version);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private void log(List<Fault> faults, List<Finding> findings, String version) throws IOException {
        json.writeStartObject();
        json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.writeStringField("version", "2.1.0");
        json.writeArrayFieldStart("runs");
        json.writeStartObject();
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "immure policy lint");
        json.writeStringField("version", version);
        json.writeEndObject();
        json.writeEndObject();
        json.writeArrayFieldStart("results");
        for (Fault fault : faults) {
            result(fault.code().id(), "error", fault.on(), fault.why() + ". " + fault.remedy());
        }
        for (Finding finding : findings) {
            String rule = finding.rule().isEmpty() ? "" : "\"" + finding.rule() + "\": ";
            result(
                    finding.code().id(),
                    finding.code().severityWord(),
                    finding.at(),
                    rule + finding.why() + ". " + finding.code().remedy());
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void result(String id, String level, String on, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", id);
        json.writeStringField("level", level);
        json.writeObjectFieldStart("message");
        json.writeStringField("text", SarifText.plain(text));
        json.writeEndObject();
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        json.writeObjectFieldStart("physicalLocation");
        place(on);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void place(String on) throws IOException {
        // A place without a number is a file as a whole.
        Optional<SourceLine> place = SourceLine.ofShown(on);
        json.writeObjectFieldStart("artifactLocation");
        json.writeStringField("uri", uri(place.map(SourceLine::file).orElse(on)));
        json.writeEndObject();
        if (place.isPresent()) {
            json.writeObjectFieldStart("region");
            json.writeNumberField("startLine", place.get().line());
            json.writeEndObject();
        }
    }

    /** RFC 3986, 2.1: what is not unreserved is written by its bytes; a file may be called anything. */
    private static String uri(String file) {
        StringBuilder uri = new StringBuilder();
        for (byte b : file.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~/".indexOf(c) >= 0;
            uri.append(
                    plain
                            ? String.valueOf(c)
                            : "%" + Character.toUpperCase(Character.forDigit(c >> 4, 16))
                                    + Character.toUpperCase(Character.forDigit(c & 15, 16)));
        }
        return uri.toString();
    }
}
