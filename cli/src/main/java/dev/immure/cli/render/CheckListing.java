package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Fault;
import dev.immure.signing.check.Check;
import dev.immure.signing.fault.VerificationCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Every check of a verification, in order.
 *
 * @param checks as they were made
 */
record CheckListing(List<Check> checks) {
    CheckListing {
        checks = List.copyOf(checks);
    }

    /** One line for each check, its time behind it where it has one. */
    void text(TextOutput out) {
        checks.forEach(check -> out.line(line(check)));
    }

    /** A field {@code checks}. */
    void json(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("checks");
        for (Check check : checks) {
            json.writeStartObject();
            json.writeStringField("name", check.name());
            json.writeStringField("input", check.input());
            json.writeStringField("authority", check.authority());
            if (check.time().isPresent()) {
                json.writeStringField("time", check.time().get().at().toString());
                json.writeStringField("timeSource", check.time().get().source().label());
            }
            result(json, check.result());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** A field {@code error} with the class of refusal, which is the same for every format. */
    static void error(JsonGenerator json, Fault fault) throws IOException {
        JsonOutput.object(json, "error", error -> {
            JsonOutput.fault(error, fault);
            JsonOutput.optional(error, "class", refusal(fault));
        });
    }

    private static Optional<String> refusal(Fault fault) {
        return fault.code() instanceof VerificationCode code
                ? code.refusal().map(found -> found.label())
                : Optional.empty();
    }

    private static String line(Check check) {
        String question = check.name() + ": " + check.input() + " against " + check.authority()
                + check.time().map(time -> " at " + time).orElse("");
        return switch (check.result()) {
            case Check.Passed passed -> "  passed  " + question;
            case Check.Failed failed ->
                "  FAILED  " + question + ": " + failed.fault().why();
            case Check.Noted noted -> "  noted   " + question + ": " + noted.text();
        };
    }

    private static void result(JsonGenerator json, Check.Result result) throws IOException {
        json.writeBooleanField("passed", result instanceof Check.Passed);
        switch (result) {
            case Check.Passed passed -> json.writeStringField("result", "passed");
            case Check.Failed failed -> {
                json.writeStringField("result", "failed");
                json.writeStringField("code", failed.fault().code().id());
                json.writeStringField("why", failed.fault().why());
            }
            case Check.Noted noted -> {
                json.writeStringField("result", "noted");
                json.writeStringField("why", noted.text());
            }
        }
    }
}
