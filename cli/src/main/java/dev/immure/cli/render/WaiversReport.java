package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Escape;
import dev.immure.policy.PolicyWaiver;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Waivers with whom to ask: {@code immure policy waivers}.
 *
 * @param policy as the user named it
 * @param waivers in the order of their names
 */
public record WaiversReport(String policy, List<PolicyWaiver> waivers) implements Answer {
    public WaiversReport {
        waivers = List.copyOf(waivers);
    }

    /** @param within days after which a waiver that is listed lifts nothing any more; all are listed when it is empty */
    public static WaiversReport of(String policy, List<PolicyWaiver> all, OptionalLong within) {
        return new WaiversReport(
                policy,
                all.stream()
                        .filter(waiver -> within.isEmpty() || waiver.expiresWithin(within.getAsLong()))
                        .toList());
    }

    @Override
    public void text(TextOutput out) {
        for (PolicyWaiver waiver : waivers) {
            out.line(waiver.name() + ": " + waiver.state().words() + left(waiver) + ", from "
                    + Escape.control(waiver.granted()) + " to " + Escape.control(waiver.expires()));
            out.line("  lifts " + waiver.about() + " for " + waiver.scope());
            out.line("  " + Escape.control(waiver.owner()) + ": " + Escape.control(waiver.reason()) + " ("
                    + waiver.source() + ")");
        }
        if (waivers.isEmpty()) {
            out.line("none");
        }
    }

    private static String left(PolicyWaiver waiver) {
        return waiver.daysLeft()
                .filter(days -> days >= 0)
                .map(days -> days == 0 ? ", last day" : ", " + days + (days == 1 ? " day left" : " days left"))
                .orElse("");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("policy", policy);
        json.writeArrayFieldStart("waivers");
        for (PolicyWaiver waiver : waivers) {
            json.writeStartObject();
            json.writeStringField("name", waiver.name());
            json.writeStringField("state", waiver.state().id());
            json.writeStringField("about", waiver.about());
            json.writeStringField("scope", waiver.scope());
            json.writeStringField("reason", waiver.reason());
            json.writeStringField("owner", waiver.owner());
            json.writeStringField("granted", waiver.granted());
            json.writeStringField("expires", waiver.expires());
            if (waiver.daysLeft().isPresent()) {
                json.writeNumberField("daysLeft", waiver.daysLeft().get());
            } else {
                json.writeNullField("daysLeft");
            }
            json.writeStringField("source", waiver.source());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
