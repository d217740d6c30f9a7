package dev.immure.core.image.store;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.RefName;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One image of a docker-archive's {@code manifest.json} (moby, image/tarexport).
 *
 * @param config path of the configuration in the archive
 * @param layers paths of the layers, bottom first
 */
record DockerManifest(String config, List<String> repoTags, List<String> layers) {
    private static final String FILE = "manifest.json";
    private static final Set<String> NAMES = Set.of("Config", "RepoTags", "Layers");

    DockerManifest {
        repoTags = List.copyOf(repoTags);
        layers = List.copyOf(layers);
    }

    /** All images of an archive. */
    record All(List<DockerManifest> images) {
        /** By {@code NAME:TAG} or by tag alone; without one, the only image. */
        DockerManifest select(Optional<String> tag, String archive) {
            List<DockerManifest> matching = images.stream()
                    .filter(image -> tag.isEmpty() || image.refName(tag).isPresent())
                    .toList();
            if (matching.size() != 1) {
                ImageFault fault = matching.isEmpty() ? ImageFault.TAG_MISSING : ImageFault.TAG_AMBIGUOUS;
                List<String> tags = images.stream()
                        .flatMap(image -> image.repoTags.stream())
                        .limit(10)
                        .toList();
                throw fault.at(
                        "cannot open the image",
                        archive,
                        matching.size() + " of its images match; there are: " + String.join(", ", tags));
            }
            return matching.getFirst();
        }
    }

    static All read(LayoutFiles files, Limits limits) {
        byte[] bytes = files.readPlain(FILE, limits)
                .orElseThrow(() -> ImageFault.LAYOUT.at("cannot open the image", files.name(), FILE + " is missing"));
        try {
            if (!(StrictJson.parse(bytes, limits.json(Limit.MANIFEST_BYTES)) instanceof JsonValue.JsonArray array)) {
                throw ImageFault.LAYOUT.at("cannot open the image", files.name(), FILE + " is not an array");
            }
            List<DockerManifest> images = new ArrayList<>();
            for (JsonValue item : array.items()) {
                images.add(image(item, files));
            }
            return new All(images);
        } catch (JsonException e) {
            throw ImageFault.LAYOUT.at("cannot open the image", files.name(), FILE + ": " + e.why(), e);
        }
    }

    /** The full name that {@code tag} stands for; without one, the first. */
    Optional<String> refName(Optional<String> tag) {
        return repoTags.stream()
                .filter(name -> tag.isEmpty()
                        || name.equals(tag.get())
                        || RefName.tag(name).equals(tag.get()))
                .findFirst();
    }

    private static DockerManifest image(JsonValue item, LayoutFiles files) throws JsonException {
        if (!(item instanceof JsonObject image)) {
            throw ImageFault.LAYOUT.at("cannot open the image", files.name(), FILE + " holds more than objects");
        }
        image.refuseCaseVariantsOf(NAMES);
        return new DockerManifest(image.requireString("Config"), image.strings("RepoTags"), image.strings("Layers"));
    }
}
