package dev.immure.policy.bundle;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a bundle says of itself; the blob that is signed, by way of the OCI manifest that names it.
 *
 * @param name a repository name, such as {@code policies.example/prod}: trust files have scopes over it, and versions are
 *     counted under it
 * @param version from 1 to 2^53 - 1; a host never goes back to a lower one
 * @param description for people; at most 1,000 characters
 * @param minimumEngine the earliest version of Immure that may use it
 * @param parts in the order of their names, which are distinct; the policy as data is one of them
 */
public record BundleManifest(
        String name,
        long version,
        String description,
        BundleWindow window,
        EngineVersion minimumEngine,
        List<Part> parts) {
    /**
     * A file of the bundle.
     *
     * @param size bytes
     */
    public record Part(String name, Digest digest, long size) {
        public Part {
            Objects.requireNonNull(digest, "digest is null");
            if (PartName.parse(name).isEmpty()) {
                throw new IllegalArgumentException("\"" + name + "\" is not the name of a part");
            }
            if (size < 0 || size > BundleLimits.PART_BYTES) {
                throw new IllegalArgumentException(
                        name + " has " + size + " bytes, and the most is " + BundleLimits.PART_BYTES);
            }
        }
    }

    public BundleManifest {
        requireName(name);
        if (version < 1 || version > BundleLimits.VERSION) {
            throw new IllegalArgumentException(
                    "the version " + version + " is not between 1 and " + BundleLimits.VERSION);
        }
        if (description.length() > BundleLimits.DESCRIPTION
                || description.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the description is not one line of at most " + BundleLimits.DESCRIPTION + " characters");
        }
        Objects.requireNonNull(window, "window is null");
        Objects.requireNonNull(minimumEngine, "minimumEngine is null");
        parts = List.copyOf(parts);
        requireParts(parts);
    }

    private static void requireName(String name) {
        try {
            new ImageName(name, Optional.empty());
        } catch (ImmureException e) {
            throw new IllegalArgumentException("\"" + name + "\" is not a name such as policies.example/prod", e);
        }
    }

    private static void requireParts(List<Part> parts) {
        if (parts.size() > BundleLimits.PARTS) {
            throw new IllegalArgumentException("it has more than " + BundleLimits.PARTS + " parts");
        }
        long rules = parts.stream()
                .filter(part -> new PartName(part.name()).isRules())
                .count();
        if (rules > BundleLimits.RULE_FILES) {
            throw new IllegalArgumentException("it has more than " + BundleLimits.RULE_FILES + " files of rules");
        }
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i - 1).name().compareTo(parts.get(i).name()) >= 0) {
                throw new IllegalArgumentException("the parts are not in the order of their names, each once");
            }
        }
        if (parts.stream().noneMatch(part -> part.name().equals(PartName.DATA.text()))) {
            throw new IllegalArgumentException("there is no " + PartName.DATA);
        }
    }

    /** For people: {@code policies.example/prod version 7}. */
    public String title() {
        return name + " version " + version;
    }
}
