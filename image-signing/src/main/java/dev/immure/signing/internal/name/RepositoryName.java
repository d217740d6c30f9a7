package dev.immure.signing.internal.name;

import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageName;
import java.util.Optional;

/**
 * The name of a repository in one spelling, so that equal names are equal strings: the grammar of {@link ImageName}
 * without a tag, and {@code docker.io} for {@code index.docker.io}, which is the same registry and what cosign writes.
 */
public record RepositoryName(String value) {
    private static final String HUB = "docker.io/";
    private static final String HUB_ALIAS = "index.docker.io/";

    /** @throws ImmureException with {@code IMM-IMAGE-NAME} */
    public RepositoryName {
        value = canonical(new ImageName(value, Optional.empty()).repository());
    }

    public static Optional<RepositoryName> parse(String text) {
        try {
            return Optional.of(new RepositoryName(text));
        } catch (ImmureException e) {
            return Optional.empty(); // each caller has a sentence of its own for it
        }
    }

    private static String canonical(String name) {
        return name.startsWith(HUB_ALIAS) ? HUB + name.substring(HUB_ALIAS.length()) : name;
    }

    @Override
    public String toString() {
        return value;
    }
}
