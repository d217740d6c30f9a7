package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.attestation.BillOfMaterials.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the packages of an SPDX 2.2 or 2.3 document in JSON; files and snippets are not read. */
final class SpdxReader {
    private static final Set<String> VERSIONS = Set.of("SPDX-2.2", "SPDX-2.3");
    private static final int MAX_REFERENCES = 1000;

    private SpdxReader() {}

    static BillOfMaterials read(JsonObject document) throws JsonException {
        String version = document.requireString("spdxVersion");
        if (!VERSIONS.contains(version)) {
            throw new JsonException(Flaw.TYPE, "\"spdxVersion\" is neither SPDX-2.2 nor SPDX-2.3");
        }
        List<Component> components = new ArrayList<>();
        for (JsonObject item : Bounded.objects(document, "packages", BillOfMaterials.MAX_COMPONENTS)) {
            components.add(component(item));
        }
        return new BillOfMaterials("spdx-" + version.substring("SPDX-".length()), components);
    }

    private static Component component(JsonObject item) throws JsonException {
        Licences licences = new Licences();
        licences.expression(Bounded.text(item, "licenseConcluded"));
        licences.expression(Bounded.text(item, "licenseDeclared"));
        return new Component(
                Bounded.requireText(item, "name"), Bounded.text(item, "versionInfo"), purl(item), licences.names());
    }

    /** The first of its references that is a package URL (SPDX 2.3, F.3.5). */
    private static String purl(JsonObject item) throws JsonException {
        for (JsonObject reference : Bounded.objects(item, "externalRefs", MAX_REFERENCES)) {
            if (reference.string("referenceType").orElse("").equals("purl")) {
                return Bounded.text(reference, "referenceLocator");
            }
        }
        return "";
    }
}
