package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.signing.attestation.Vex.Assessment;
import dev.immure.signing.attestation.Vex.Product;
import dev.immure.signing.attestation.Vex.Status;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads an OpenVEX document (openvex/spec, OPENVEX-SPEC.md), also in the older form in which names stand alone. */
final class VexReader {
    private static final String CONTEXT = "https://openvex.dev/ns";
    private static final int MAX_NAMES = 1000;

    private VexReader() {}

    static Vex read(JsonObject document) throws JsonException {
        String context = document.requireString("@context");
        if (!context.equals(CONTEXT) && !context.startsWith(CONTEXT + "/")) {
            throw new JsonException(Flaw.TYPE, "\"@context\" is not that of OpenVEX");
        }
        Instant issued = instant(document.requireString("timestamp"));
        List<Assessment> statements = new ArrayList<>();
        for (JsonObject item : Bounded.objects(document, "statements", Vex.MAX_STATEMENTS)) {
            statements.add(assessment(item, issued));
        }
        return new Vex(statements);
    }

    private static Assessment assessment(JsonObject item, Instant issued) throws JsonException {
        Optional<String> own = item.string("timestamp");
        return new Assessment(
                vulnerabilities(item),
                products(item),
                status(item.requireString("status")),
                Bounded.text(item, "justification"),
                own.isPresent() ? instant(own.get()) : issued);
    }

    private static List<String> vulnerabilities(JsonObject item) throws JsonException {
        if (item.members().get("vulnerability") instanceof JsonString name) {
            return List.of(Bounded.text("vulnerability", name.text()));
        }
        JsonObject vulnerability = item.requireObject("vulnerability");
        List<String> names = new ArrayList<>();
        names.add(Bounded.requireText(vulnerability, "name"));
        for (String alias : Bounded.list("aliases", vulnerability.strings("aliases"), MAX_NAMES)) {
            names.add(Bounded.text("aliases", alias));
        }
        return names;
    }

    private static List<Product> products(JsonObject item) throws JsonException {
        List<Product> products = new ArrayList<>();
        if (!item.has("products")) {
            return products;
        }
        for (Named named : Named.all(item, "products")) {
            List<String> subcomponents = new ArrayList<>();
            for (Named inside : Named.all(named.object(), "subcomponents")) {
                subcomponents.addAll(inside.names());
            }
            products.add(new Product(named.names(), subcomponents));
        }
        if (products.isEmpty()) {
            // Taken for "about everything" it would say more than its author did.
            throw new JsonException(Flaw.MISSING, "\"products\" is empty");
        }
        return products;
    }

    private static Status status(String label) throws JsonException {
        return Stream.of(Status.values())
                .filter(status -> status.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new JsonException(Flaw.TYPE, "\"status\" is none of OpenVEX"));
    }

    private static Instant instant(String text) throws JsonException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new JsonException(Flaw.TYPE, "\"timestamp\" is not a time as in RFC 3339");
        }
    }
}
