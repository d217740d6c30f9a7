package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.audit.AuditEvent.ImageRefused;
import dev.immure.core.audit.AuditEvent.ImageVerified;
import dev.immure.core.audit.AuditEvent.PolicyDecided;
import dev.immure.core.audit.AuditEvent.SandboxExited;
import dev.immure.core.audit.AuditEvent.SandboxFailed;
import dev.immure.core.audit.AuditEvent.SandboxStarted;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Events, and the values they share with receipts, as JSON members. The names stand in docs/audit-log.md. */
final class EventJson {
    private EventJson() {}

    static String type(AuditEvent event) {
        return switch (event) {
            case ImageVerified verified -> "image.verified";
            case ImageRefused refused -> "image.refused";
            case PolicyDecided decided -> "policy.decided";
            case SandboxStarted started -> "sandbox.started";
            case SandboxExited exited -> "sandbox.exited";
            case SandboxFailed failed -> "sandbox.failed";
        };
    }

    static void write(JsonGenerator json, AuditEvent event) throws IOException {
        json.writeStringField("run", event.run());
        switch (event) {
            case ImageVerified verified -> verified(json, verified);
            case ImageRefused refused -> refused(json, refused);
            case PolicyDecided decided -> decided(json, decided);
            case SandboxStarted started -> started(json, started);
            case SandboxExited exited -> exited(json, exited);
            case SandboxFailed failed -> failed(json, failed);
        }
    }

    static void signers(JsonGenerator json, List<Signer> signers) throws IOException {
        json.writeArrayFieldStart("signers");
        for (Signer signer : signers) {
            json.writeStartObject();
            json.writeStringField("identity", signer.identity());
            json.writeStringField("method", signer.method());
            json.writeObjectFieldStart("evidence");
            for (Map.Entry<String, String> entry : signer.evidence().entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void ending(JsonGenerator json, Ending ending) throws IOException {
        Json.number(json, "exitCode", exitCode(ending));
        Json.number(json, "signal", signal(ending));
    }

    static void figures(JsonGenerator json, Measurements measured) throws IOException {
        for (Figure figure : Figure.values()) {
            Json.number(json, figure.key(), measured.of(figure));
        }
        for (Meter meter : Meter.values()) {
            json.writeStringField(meter.key(), measured.meters().get(meter));
        }
    }

    static void optionalDigest(JsonGenerator json, String name, Optional<Digest> digest) throws IOException {
        json.writeFieldName(name);
        if (digest.isPresent()) {
            json.writeString(digest.get().toString());
        } else {
            json.writeNull();
        }
    }

    private static void verified(JsonGenerator json, ImageVerified event) throws IOException {
        json.writeStringField("reference", event.reference());
        json.writeStringField("image", event.image().toString());
        signers(json, event.signers());
    }

    private static void refused(JsonGenerator json, ImageRefused event) throws IOException {
        json.writeStringField("reference", event.reference());
        optionalDigest(json, "image", event.image());
        json.writeStringField("code", event.code());
        json.writeStringField("why", event.why());
    }

    private static void decided(JsonGenerator json, PolicyDecided event) throws IOException {
        json.writeStringField("decision", event.decision().word());
        json.writeStringField("image", event.image().toString());
        json.writeStringField("bundle", event.bundle());
        json.writeStringField("policy", event.policy().toString());
        Json.texts(json, "rules", event.rules());
        Json.texts(json, "obligations", event.obligations());
        Json.texts(json, "reasons", event.reasons());
        if (!event.waived().isEmpty()) {
            Json.texts(json, "waived", event.waived());
        }
        if (event.recalled()) {
            json.writeBooleanField("recalled", true);
        }
        if (event.facts().isPresent()) {
            json.writeStringField("facts", event.facts().get().digest().toString());
            Json.texts(json, "masked", event.facts().get().masked());
        }
    }

    private static void started(JsonGenerator json, SandboxStarted event) throws IOException {
        json.writeStringField("image", event.image().toString());
        json.writeStringField("plan", event.plan().toString());
    }

    private static void exited(JsonGenerator json, SandboxExited event) throws IOException {
        json.writeStringField("verdict", event.verdict().name());
        ending(json, event.ending());
        figures(json, event.measured());
    }

    private static void failed(JsonGenerator json, SandboxFailed event) throws IOException {
        json.writeStringField("code", event.code());
        json.writeStringField("what", event.what());
        json.writeStringField("on", event.on());
        json.writeStringField("why", event.why());
    }

    private static OptionalLong exitCode(Ending ending) {
        return switch (ending) {
            case Ending.Exited exited -> OptionalLong.of(exited.status());
            case Ending.Signaled signaled -> OptionalLong.empty();
            case Ending.NotStarted none -> OptionalLong.empty();
        };
    }

    private static OptionalLong signal(Ending ending) {
        return switch (ending) {
            case Ending.Signaled signaled -> OptionalLong.of(signaled.signal());
            case Ending.Exited exited -> OptionalLong.empty();
            case Ending.NotStarted none -> OptionalLong.empty();
        };
    }
}
