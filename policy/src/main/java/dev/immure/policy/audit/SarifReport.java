package dev.immure.policy.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.immure.core.Escape;
import dev.immure.policy.Reason;
import dev.immure.policy.internal.model.SarifText;
import dev.immure.policy.internal.model.SourceLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A summary in SARIF 2.1.0 (OASIS, 2020): a result for each reason for which a launch is denied, or was and no longer is,
 * placed at the rule's line; {@code baselineState} says which (section 3.27.24).
 */
public final class SarifReport {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Stands for the directory of the policy, which the reader of the file knows better than its writer. */
    private static final String BASE = "POLICY";

    private static final String UNRESERVED = "-._~/";

    private final JsonGenerator json;
    private final AuditSummary summary;
    private final Map<String, Integer> indices = new LinkedHashMap<>();

    private SarifReport(JsonGenerator json, AuditSummary summary) {
        this.json = json;
        this.summary = summary;
        summary.rules().forEach(rule -> indices.put(rule.rule(), indices.size()));
    }

    /**
     * UTF-8, and ASCII at that.
     *
     * @param version of Immure
     */
    public static byte[] of(AuditSummary summary, String version) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 14);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            new SarifReport(json, summary).log(version);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private void log(String version) throws IOException {
        json.writeStartObject();
        json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.writeStringField("version", "2.1.0");
        json.writeArrayFieldStart("runs");
        json.writeStartObject();
        tool(version);
        json.writeObjectFieldStart("originalUriBaseIds");
        json.writeObjectFieldStart(BASE);
        text("description", "the directory of the policy");
        json.writeEndObject();
        json.writeEndObject();
        json.writeStringField("columnKind", "utf16CodeUnits");
        invocation();
        json.writeArrayFieldStart("results");
        for (Replayed launch : summary.launches()) {
            results(launch);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("properties");
        json.writeStringField("policyDigest", summary.digest().toString());
        json.writeNumberField("launches", summary.count());
        json.writeNumberField("launchesNotListed", summary.unlisted());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void tool(String version) throws IOException {
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "immure policy audit");
        json.writeStringField("version", version);
        json.writeArrayFieldStart("rules");
        for (RuleTally rule : summary.rules()) {
            json.writeStartObject();
            json.writeStringField("id", rule.rule());
            text("shortDescription", rule.rule());
            json.writeObjectFieldStart("properties");
            json.writeArrayFieldStart("tags");
            for (String control : rule.controls()) {
                json.writeString(control);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Launches that could not be replayed are notices about the run of the tool, not results. */
    private void invocation() throws IOException {
        json.writeArrayFieldStart("invocations");
        json.writeStartObject();
        json.writeBooleanField("executionSuccessful", true);
        json.writeArrayFieldStart("toolExecutionNotifications");
        for (Replayed launch : summary.launches()) {
            if (launch.effect() == Effect.NOT_REPLAYED) {
                json.writeStartObject();
                json.writeStringField("level", "warning");
                text("message", launch.id() + " (" + launch.image() + ") was not replayed: " + launch.problem());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    private void results(Replayed launch) throws IOException {
        for (Reason reason : denials(launch.after())) {
            result(launch, reason, state(launch, reason));
        }
        if (launch.effect() == Effect.NEWLY_PERMITTED) {
            for (Reason reason : denials(launch.before())) {
                result(launch, reason, "absent");
            }
        }
    }

    private static List<Reason> denials(Optional<Outcome> outcome) {
        return outcome.filter(said -> !said.permitted()).map(Outcome::reasons).orElse(List.of());
    }

    /** Whether the launch was denied for this before. */
    private static String state(Replayed launch, Reason reason) {
        boolean known =
                denials(launch.before()).stream().anyMatch(was -> was.code().equals(reason.code()));
        return known ? "unchanged" : "new";
    }

    private void result(Replayed launch, Reason reason, String state) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", reason.rule());
        Integer index = indices.get(reason.rule());
        if (index != null) {
            json.writeNumberField("ruleIndex", index);
        }
        json.writeStringField("level", state.equals("new") ? "error" : "note");
        json.writeStringField("baselineState", state);
        text("message", launch.effect().text() + ": " + launch.image() + ": " + reason.code() + ": " + reason.text());
        locations(launch, reason.rule());
        json.writeObjectFieldStart("partialFingerprints");
        json.writeStringField("launch/v1", Escape.control(launch.id()) + " " + reason.code());
        json.writeEndObject();
        json.writeObjectFieldStart("properties");
        json.writeStringField("effect", launch.effect().word());
        json.writeStringField("code", reason.code());
        json.writeStringField("caller", launch.caller());
        json.writeStringField("launch", Escape.control(launch.id()));
        json.writeEndObject();
        json.writeEndObject();
    }

    private void locations(Replayed launch, String rule) throws IOException {
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        Optional<SourceLine> at = Optional.ofNullable(indices.get(rule))
                .flatMap(index -> summary.rules().get(index).at())
                .flatMap(SourceLine::ofShown);
        if (at.isPresent()) {
            json.writeObjectFieldStart("physicalLocation");
            json.writeObjectFieldStart("artifactLocation");
            json.writeStringField("uri", relative(at.get().file()));
            json.writeStringField("uriBaseId", BASE);
            json.writeEndObject();
            json.writeObjectFieldStart("region");
            json.writeNumberField("startLine", at.get().line());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeArrayFieldStart("logicalLocations");
        json.writeStartObject();
        json.writeStringField("fullyQualifiedName", Escape.control(launch.image()));
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    /** RFC 3986: a relative reference, everything but unreserved characters as percent and hexadecimal digits. */
    private static String relative(String file) {
        StringBuilder uri = new StringBuilder();
        for (byte b : file.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            uri.append(
                    plain || UNRESERVED.indexOf(c) >= 0
                            ? String.valueOf(c)
                            : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return uri.toString();
    }

    private void text(String name, String text) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("text", SarifText.plain(Escape.control(text)));
        json.writeEndObject();
    }
}
