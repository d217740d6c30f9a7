package dev.immure.core.image;

import dev.immure.core.ImmureException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of an image: a repository and perhaps a tag, by the grammar of distribution-spec ("Pulling manifests"), with
 * {@code HOST[:PORT]/} allowed in front as references have it. One that exists is well-formed, so it may be compared
 * byte by byte.
 *
 * @param repository such as {@code tools/gcc} or {@code registry.example.com:5000/tools/gcc}; at most 255 characters
 */
public record ImageName(String repository, Optional<String> tag) {
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REPOSITORY =
            Pattern.compile("(?:[a-z0-9]+(?:[.-]+[a-z0-9]+)*:[1-9][0-9]{0,4}/)?" + PART + "(?:/" + PART + ")*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final int MAX_REPOSITORY = 255;

    /** Transports of containers-transports(5): {@code dir:latest} must not come to mean an image named "dir". */
    private static final Set<String> TRANSPORTS = Set.of(
            "oci",
            "oci-archive",
            "docker",
            "docker-archive",
            "docker-daemon",
            "containers-storage",
            "dir",
            "ostree",
            "sif",
            "tarball");

    public ImageName {
        if (repository.length() > MAX_REPOSITORY
                || !REPOSITORY.matcher(repository).matches()) {
            throw flaw(repository, "that is not a repository name of distribution-spec");
        }
        if (TRANSPORTS.contains(repository)) {
            throw flaw(repository, "that word names a transport");
        }
        if (tag.isPresent() && !isTag(tag.get())) {
            throw flaw(tag.get(), "that is not a tag of distribution-spec");
        }
    }

    /**
     * Parses {@code REPOSITORY[:TAG]}.
     *
     * @throws ImmureException {@link ImageFault#NAME}
     */
    public static ImageName parse(String text) {
        int colon = text.lastIndexOf(':');
        // The colon of a port has a slash somewhere after it.
        boolean tagged = colon > text.lastIndexOf('/');
        return tagged
                ? new ImageName(text.substring(0, colon), Optional.of(text.substring(colon + 1)))
                : new ImageName(text, Optional.empty());
    }

    public static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    static boolean isTransport(String word) {
        return TRANSPORTS.contains(word);
    }

    /** The same repository under this tag. */
    public ImageName withTag(String other) {
        return new ImageName(repository, Optional.of(other));
    }

    /** The tag, or {@code latest} as distribution tools have it. */
    public String tagOrLatest() {
        return tag.orElse("latest");
    }

    @Override
    public String toString() {
        return tag.map(t -> repository + ":" + t).orElse(repository);
    }

    private static ImmureException flaw(String text, String why) {
        return ImageFault.NAME.at("cannot use the image name", '"' + text + '"', why);
    }
}
