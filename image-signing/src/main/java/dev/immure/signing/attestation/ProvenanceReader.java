package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.attestation.Provenance.Material;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads SLSA provenance (slsa.dev/spec/v0.2/provenance, slsa.dev/spec/v1.0/provenance). */
final class ProvenanceReader {
    /** The scheme by which provenance names a repository (SPDX 2.3, 7.7.1). */
    private static final String GIT = "git+";

    private ProvenanceReader() {}

    static Provenance version02(JsonObject predicate) throws JsonException {
        Optional<JsonObject> invocation = predicate.object("invocation");
        Material source = new Material("", List.of());
        Map<String, String> parameters = Map.of();
        if (invocation.isPresent()) {
            Optional<JsonObject> config = invocation.get().object("configSource");
            source = config.isPresent() ? material(config.get()) : source;
            parameters = Leaves.of(invocation.get(), "parameters");
        }
        return new Provenance(
                Bounded.requireText(predicate.requireObject("builder"), "id"),
                Bounded.requireText(predicate, "buildType"),
                source.uri(),
                source.digests(),
                materials(predicate, "materials"),
                parameters);
    }

    static Provenance version1(JsonObject predicate) throws JsonException {
        JsonObject definition = predicate.requireObject("buildDefinition");
        JsonObject builder = predicate.requireObject("runDetails").requireObject("builder");
        List<Material> materials = materials(definition, "resolvedDependencies");
        Material source = source(definition, materials);
        return new Provenance(
                Bounded.requireText(builder, "id"),
                Bounded.requireText(definition, "buildType"),
                source.uri(),
                source.digests(),
                materials,
                Leaves.of(definition, "externalParameters"));
    }

    /**
     * Version 1 has no place of its own for the source. Builders give it as the parameter {@code source}, or it is the one
     * repository among what went in; of several, none can be called the source.
     */
    private static Material source(JsonObject definition, List<Material> materials) throws JsonException {
        Optional<JsonObject> parameters = definition.object("externalParameters");
        if (parameters.isPresent()
                && parameters.get().members().get("source") instanceof JsonObject named
                && named.has("uri")) {
            return material(named);
        }
        List<Material> repositories = materials.stream()
                .filter(material -> material.uri().startsWith(GIT))
                .toList();
        return repositories.size() == 1 ? repositories.getFirst() : new Material("", List.of());
    }

    private static List<Material> materials(JsonObject object, String name) throws JsonException {
        List<Material> materials = new ArrayList<>();
        for (JsonObject item : Bounded.objects(object, name, Provenance.MAX_MATERIALS)) {
            materials.add(material(item));
        }
        return materials;
    }

    private static Material material(JsonObject item) throws JsonException {
        return new Material(Bounded.text(item, "uri"), Bounded.digests(item, "digest"));
    }
}
