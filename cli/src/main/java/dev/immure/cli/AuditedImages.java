package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.audit.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Images that a policy is asked about, each as {@code immure run IMAGE} without options would ask. */
final class AuditedImages {
    /** The word for the store itself. */
    static final String STORE = "store";

    private static final JsonLimits INDEX = new JsonLimits(4 << 20, 16, 100_000);
    private static final String TAG = "org.opencontainers.image.ref.name";
    private static final int MOST = 10_000;

    private final RunPipeline pipeline;

    AuditedImages(RunPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Every name of the store. */
    void ofStore(Path images, Consumer<Launch> launches) {
        List<String> names;
        try (ContentStore store = ContentStore.open(images)) {
            names = store.list().stream().map(image -> image.name().toString()).toList();
        }
        names.forEach(name -> launches.accept(launch(name)));
    }

    /** A directory that is an OCI image layout, or holds such directories; every tag of each. */
    void ofLayouts(Path directory, Consumer<Launch> launches) {
        List<Path> layouts = layouts(directory);
        if (layouts.isEmpty()) {
            throw unusable(directory, "neither it nor a directory in it is an OCI image layout");
        }
        layouts.forEach(layout -> references(layout).forEach(reference -> launches.accept(launch(reference))));
    }

    /** An image whose signature is wrong, or that cannot be read, never gets to a policy. */
    private Launch launch(String reference) {
        try {
            return Launch.undecided(reference, pipeline.facts(new RunOptions().toWish(reference, List.of())));
        } catch (ImmureException e) {
            return Launch.unknown(
                    reference,
                    Optional.empty(),
                    reference,
                    Optional.empty(),
                    e.fault().why() + " [" + e.fault().code().id() + "]");
        }
    }

    private static List<Path> layouts(Path directory) {
        if (isLayout(directory)) {
            return List.of(directory);
        }
        List<Path> layouts = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, AuditedImages::isLayout)) {
            for (Path entry : entries) {
                layouts.add(entry);
                if (layouts.size() > MOST) {
                    throw unusable(directory, "it holds more than " + MOST + " images");
                }
            }
        } catch (IOException e) {
            throw unusable(directory, PathTrouble.why(e));
        }
        layouts.sort(null);
        return layouts;
    }

    private static boolean isLayout(Path directory) {
        return Files.isRegularFile(directory.resolve("oci-layout"));
    }

    /** OCI image-spec, "Image Layout": the tags of index.json; without any the layout's one image. */
    private static List<String> references(Path layout) {
        List<String> tags = new ArrayList<>();
        try (InputStream in = Files.newInputStream(layout.resolve("index.json"))) {
            JsonObject index = StrictJson.parseObject(in.readNBytes(INDEX.bytes() + 1), INDEX);
            for (JsonObject manifest : index.objects("manifests")) {
                Optional.ofNullable(manifest.stringMap("annotations").get(TAG)).ifPresent(tags::add);
            }
        } catch (IOException | JsonException e) {
            // What is wrong with it is told by whoever opens the image, in a line of the answer.
            return List.of("oci:" + layout);
        }
        return tags.isEmpty()
                ? List.of("oci:" + layout)
                : tags.stream()
                        .distinct()
                        .map(tag -> "oci:" + layout + ":" + tag)
                        .toList();
    }

    private static ImmureException unusable(Path directory, String why) {
        return new ImmureException(new Fault(
                CliFault.FILE,
                "cannot find images in",
                directory.toString(),
                why,
                "Name a directory of OCI image layouts, or the word " + STORE));
    }
}
