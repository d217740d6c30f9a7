package dev.immure.core.image;

import java.util.Optional;
import java.util.regex.Pattern;

/** The value of {@code org.opencontainers.image.ref.name} (OCI image-spec, annotations.md): a tag, or {@code NAME:TAG}. */
final class RefName {
    private static final String COMPONENT = "[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*";
    private static final Pattern GRAMMAR = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final int MAX = 512;

    private RefName() {}

    /** By the spec's grammar, or a tag of distribution-spec, whose grammar allows more: {@code a__b}, {@code a.}. */
    static boolean isValid(String text) {
        return text.length() <= MAX && (GRAMMAR.matcher(text).matches() || ImageName.isTag(text));
    }

    /** The repository in front of the tag, when the name has one. */
    static Optional<String> repository(String refName) {
        int colon = refName.lastIndexOf(':');
        return colon > 0 && colon > refName.lastIndexOf('/')
                ? Optional.of(refName.substring(0, colon))
                : Optional.empty();
    }

    /** The tag alone; the whole when there is no repository in front. */
    static String tag(String refName) {
        return repository(refName)
                .map(repository -> refName.substring(repository.length() + 1))
                .orElse(refName);
    }
}
