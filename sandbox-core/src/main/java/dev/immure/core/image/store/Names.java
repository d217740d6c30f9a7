package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.RefName;
import java.util.List;
import java.util.Optional;

/** Pure changes to the list of names. */
final class Names {
    private Names() {}

    /** All but the image, and but what is attached to it unless its repository has the same image under another tag. */
    static List<Descriptor> without(List<Descriptor> entries, StoredImage image) {
        String repository = image.name().repository();
        List<Descriptor> rest = entries.stream()
                .filter(entry -> !NameIndex.isNamed(entry, image.name()))
                .toList();
        boolean other = rest.stream()
                .anyMatch(entry -> entry.digest().equals(image.descriptor().digest())
                        && repository(entry).equals(Optional.of(repository)));
        String prefix = "sha256-" + image.descriptor().digest().hex();
        return other
                ? rest
                : rest.stream()
                        .filter(entry -> !isAttachedTo(entry, repository, prefix))
                        .toList();
    }

    private static boolean isAttachedTo(Descriptor entry, String repository, String prefix) {
        Optional<ImageName> name = NameIndex.nameOf(entry);
        return name.filter(n -> n.repository().equals(repository)
                        && RefName.isAttachment(n.tagOrLatest())
                        && n.tagOrLatest().startsWith(prefix))
                .isPresent();
    }

    private static Optional<String> repository(Descriptor entry) {
        return NameIndex.nameOf(entry).map(ImageName::repository);
    }
}
