package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import dev.immure.core.image.RefName;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The entry point of a layout: which image a tag means, and what is attached to it.
 *
 * @param name of the layout, for messages
 */
record LayoutIndex(List<Descriptor> entries, String name) {
    /** cosign save marks what it wrote so, and gives no tags. */
    private static final String COSIGN_KIND = "kind";

    private static final String COSIGN_PREFIX = "dev.cosignproject.cosign/";
    private static final String VERSION = "1.0.0";

    LayoutIndex {
        entries = List.copyOf(entries);
    }

    /** Reads and checks {@code oci-layout} and {@code index.json}. */
    static LayoutIndex read(LayoutFiles files, Limits limits) {
        byte[] marker = files.readPlain(LayoutFiles.MARKER, limits).orElseThrow(() -> missing(files, "oci-layout"));
        try {
            String version =
                    StrictJson.parseObject(marker, new JsonLimits(4096, 8, 64)).requireString("imageLayoutVersion");
            if (!version.equals(VERSION)) {
                throw ImageFault.LAYOUT.at("cannot open the image", files.name(), "its layout version is " + version);
            }
        } catch (JsonException e) {
            throw ImageFault.LAYOUT.at("cannot open the image", files.name(), "oci-layout: " + e.why(), e);
        }
        byte[] index = files.readPlain(LayoutFiles.INDEX, limits).orElseThrow(() -> missing(files, "index.json"));
        return new LayoutIndex(new ManifestReader(limits).index(index), files.name());
    }

    /**
     * The image that {@code tag} names; without a tag, the only image.
     *
     * @param attached whether an entry without a name is attached to another; asked only where it decides
     */
    Descriptor select(Optional<String> tag, Predicate<Descriptor> attached) {
        List<Descriptor> images = entries.stream().filter(LayoutIndex::isImage).toList();
        if (tag.isEmpty() && images.size() > 1) {
            images = images.stream()
                    .filter(entry -> refName(entry).isPresent() || !attached.test(entry))
                    .toList();
        }
        List<Descriptor> matching = tag.isEmpty()
                ? images
                : entries.stream().filter(entry -> refName(entry).equals(tag)).toList();
        if (matching.isEmpty()) {
            String why = tag.map(t -> "it has no image tagged \"" + t + "\"").orElse("it has no image");
            throw ImageFault.TAG_MISSING.at("cannot open the image", name, why + tags(images));
        }
        return matching.size() == 1 ? matching.getFirst() : forHost(matching, images);
    }

    /** What another tag of the chosen image's repository names. */
    Optional<Descriptor> tagged(Descriptor image, String tag) {
        String prefix =
                refName(image).flatMap(RefName::repository).map(r -> r + ":").orElse("");
        List<Descriptor> found = entries.stream()
                .filter(entry ->
                        refName(entry).filter(r -> r.equals(prefix + tag)).isPresent())
                .toList();
        // cosign marks what is attached, and does not say to what: it saves one image with its own.
        if (found.isEmpty() && tag.startsWith(RefName.attachment(image.digest(), ""))) {
            found = savedByCosign(tag);
        }
        if (found.size() > 1) {
            throw ImageFault.TAG_AMBIGUOUS.at("cannot use the tag", tag, name + " has it " + found.size() + " times");
        }
        return found.stream().findFirst();
    }

    static Optional<String> refName(Descriptor entry) {
        return Optional.ofNullable(entry.annotations().get(RefName.ANNOTATION));
    }

    /** Several entries under one name are fit only when they are for different machines. */
    private Descriptor forHost(List<Descriptor> matching, List<Descriptor> images) {
        boolean oneName = matching.stream().map(LayoutIndex::refName).distinct().count() == 1;
        List<Descriptor> fit = matching.stream()
                .filter(entry -> entry.platform().equals(Optional.of(Platform.host())))
                .toList();
        if (!oneName || fit.size() != 1) {
            throw ImageFault.TAG_AMBIGUOUS.at(
                    "cannot open the image", name, "it has " + matching.size() + " images" + tags(images));
        }
        return fit.getFirst();
    }

    private List<Descriptor> savedByCosign(String tag) {
        String kind = tag.endsWith(".sig") ? "sigs" : tag.endsWith(".att") ? "atts" : "";
        return entries.stream()
                .filter(entry ->
                        (COSIGN_PREFIX + kind).equals(entry.annotations().get(COSIGN_KIND)))
                .toList();
    }

    /** Manifests that may be attached to another: those that no tag and no mark of cosign's tells to be an image. */
    List<Descriptor> perhapsReferrers() {
        return entries.stream()
                .filter(entry -> MediaTypes.isManifest(entry.mediaType()))
                .filter(entry -> entry.artifactType().isPresent()
                        || (refName(entry).isEmpty() && !entry.annotations().containsKey(COSIGN_KIND)))
                .toList();
    }

    private static boolean isImage(Descriptor entry) {
        boolean typed = MediaTypes.isManifest(entry.mediaType()) || MediaTypes.isIndex(entry.mediaType());
        boolean attachment =
                refName(entry).filter(r -> RefName.isAttachment(RefName.tag(r))).isPresent();
        String kind = entry.annotations().getOrDefault(COSIGN_KIND, "");
        boolean cosign = kind.startsWith(COSIGN_PREFIX) && !kind.startsWith(COSIGN_PREFIX + "image");
        return typed && !attachment && !cosign && entry.artifactType().isEmpty();
    }

    private static String tags(List<Descriptor> images) {
        List<String> names = images.stream()
                .flatMap(entry -> refName(entry).stream())
                .distinct()
                .limit(10)
                .toList();
        return names.isEmpty() ? "" : "; there are: " + String.join(", ", names);
    }

    private static RuntimeException missing(LayoutFiles files, String file) {
        return ImageFault.LAYOUT.at("cannot open the image", files.name(), file + " is missing");
    }
}
