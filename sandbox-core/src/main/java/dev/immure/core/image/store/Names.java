package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.RefName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Pure changes to the list of names. */
final class Names {
    private Names() {}

    /**
     * All but the image, and but what is attached to it, or to that in turn, unless another image of the repository leads
     * there too.
     *
     * @param children the entries of an index; none for everything else
     */
    static List<Descriptor> without(
            List<Descriptor> entries, StoredImage image, Function<Descriptor, List<Descriptor>> children) {
        String repository = image.name().repository();
        List<Descriptor> rest = entries.stream()
                .filter(entry -> !NameIndex.isNamed(entry, image.name()))
                .toList();
        List<Descriptor> own =
                rest.stream().filter(entry -> isOf(entry, repository)).toList();
        List<Descriptor> images =
                own.stream().filter(entry -> subject(entry).isEmpty()).toList();
        Set<Digest> doomed = reachable(List.of(image.descriptor()), own, children);
        doomed.removeAll(reachable(images, own, children));
        return rest.stream()
                .filter(entry -> !isOf(entry, repository)
                        || subject(entry).filter(doomed::contains).isEmpty())
                .toList();
    }

    /** The images, what is attached to them and to that in turn; all entries when there is no image. */
    static List<Descriptor> chosen(
            List<Descriptor> entries, List<StoredImage> images, Function<Descriptor, List<Descriptor>> children) {
        return images.isEmpty()
                ? entries
                : entries.stream()
                        .filter(entry -> images.stream().anyMatch(image -> belongs(entry, entries, image, children)))
                        .toList();
    }

    private static boolean belongs(
            Descriptor entry,
            List<Descriptor> entries,
            StoredImage image,
            Function<Descriptor, List<Descriptor>> children) {
        String repository = image.name().repository();
        if (!isOf(entry, repository)) {
            return false;
        }
        List<Descriptor> own =
                entries.stream().filter(other -> isOf(other, repository)).toList();
        return NameIndex.isNamed(entry, image.name())
                || subject(entry)
                        .filter(reachable(List.of(image.descriptor()), own, children)::contains)
                        .isPresent();
    }

    private static Set<Digest> reachable(
            List<Descriptor> from, List<Descriptor> own, Function<Descriptor, List<Descriptor>> children) {
        Set<Digest> reached = new HashSet<>();
        Deque<Descriptor> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            Descriptor next = open.remove();
            if (reached.add(next.digest())) {
                open.addAll(children.apply(next));
                own.stream()
                        .filter(entry -> subject(entry).equals(Optional.of(next.digest())))
                        .forEach(open::add);
            }
        }
        return reached;
    }

    private static boolean isOf(Descriptor entry, String repository) {
        return NameIndex.nameOf(entry)
                .filter(name -> name.repository().equals(repository))
                .isPresent();
    }

    private static Optional<Digest> subject(Descriptor entry) {
        return NameIndex.nameOf(entry).map(ImageName::tagOrLatest).flatMap(RefName::subject);
    }
}
