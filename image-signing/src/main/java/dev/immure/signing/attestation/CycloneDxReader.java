package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.attestation.BillOfMaterials.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the components of a CycloneDX 1.4 to 1.6 document in JSON, those inside components included. */
final class CycloneDxReader {
    private static final Set<String> VERSIONS = Set.of("1.4", "1.5", "1.6");
    private static final int MAX_LICENCES = 256;

    private final List<Component> components = new ArrayList<>();

    private CycloneDxReader() {}

    static BillOfMaterials read(JsonObject document) throws JsonException {
        if (!document.requireString("bomFormat").equals("CycloneDX")) {
            throw new JsonException(Flaw.TYPE, "\"bomFormat\" is not CycloneDX");
        }
        String version = document.requireString("specVersion");
        if (!VERSIONS.contains(version)) {
            throw new JsonException(Flaw.TYPE, "\"specVersion\" is none of 1.4, 1.5 and 1.6");
        }
        CycloneDxReader reader = new CycloneDxReader();
        reader.collect(document);
        return new BillOfMaterials("cyclonedx-" + version, reader.components);
    }

    /** Recursion ends where the reader of the statement has bounded the depth. */
    private void collect(JsonObject parent) throws JsonException {
        for (JsonObject item : parent.objects("components")) {
            if (components.size() == BillOfMaterials.MAX_COMPONENTS) {
                throw new JsonException(
                        Flaw.TOO_MANY_VALUES, "it has more than " + BillOfMaterials.MAX_COMPONENTS + " components");
            }
            components.add(component(item));
            collect(item);
        }
    }

    private static Component component(JsonObject item) throws JsonException {
        String group = Bounded.text(item, "group");
        String name = Bounded.requireText(item, "name");
        return new Component(
                group.isEmpty() ? name : Bounded.text("name", group + "/" + name),
                Bounded.text(item, "version"),
                Bounded.text(item, "purl"),
                licences(item));
    }

    private static List<String> licences(JsonObject item) throws JsonException {
        Licences licences = new Licences();
        for (JsonObject choice : Bounded.objects(item, "licenses", MAX_LICENCES)) {
            licences.expression(Bounded.text(choice, "expression"));
            Optional<JsonObject> licence = choice.object("license");
            if (licence.isPresent()) {
                String id = Bounded.text(licence.get(), "id");
                licences.expression(id);
                String name = Bounded.text(licence.get(), "name");
                if (!name.isEmpty()) {
                    licences.name(name);
                }
            }
        }
        return licences.names();
    }
}
