package dev.immure.policy.bundle;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.internal.model.Manifest;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * What a bundle is published as, as far as it is said; see {@link BundleManifest}.
 *
 * @param name empty when it is not said, as is {@code description}
 * @param version 0 when it is not said
 * @param minimumEngine empty for any
 */
public record BundleRelease(
        String name,
        long version,
        String description,
        Optional<LocalDate> notBefore,
        Optional<LocalDate> notAfter,
        Optional<EngineVersion> minimumEngine) {
    /** Nothing is said. */
    public static final BundleRelease NONE =
            new BundleRelease("", 0, "", Optional.empty(), Optional.empty(), Optional.empty());

    private static final EngineVersion ANY = new EngineVersion(0, 0, 0);

    public BundleRelease {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(description, "description is null");
        Objects.requireNonNull(notBefore, "notBefore is null");
        Objects.requireNonNull(notAfter, "notAfter is null");
        Objects.requireNonNull(minimumEngine, "minimumEngine is null");
    }

    /** What {@code policy.yaml} says; it is part of the policy. */
    static BundleRelease of(PolicyBundle policy) {
        Manifest manifest = policy.policy().manifest();
        return new BundleRelease(
                manifest.name(),
                manifest.version(),
                manifest.description(),
                manifest.notBefore(),
                manifest.notAfter(),
                EngineVersion.parse(manifest.minimumEngine()));
    }

    static BundleRelease of(BundleManifest manifest) {
        return new BundleRelease(
                manifest.name(),
                manifest.version(),
                manifest.description(),
                manifest.window().notBefore(),
                manifest.window().notAfter(),
                Optional.of(manifest.minimumEngine()));
    }

    /** Where this and another say something different: the name of the first such thing. */
    Optional<String> contradiction(BundleRelease other) {
        if (!name.isEmpty() && !other.name.isEmpty() && !name.equals(other.name)) {
            return Optional.of("name");
        }
        if (version != 0 && other.version != 0 && version != other.version) {
            return Optional.of("version");
        }
        if (!description.isEmpty() && !other.description.isEmpty() && !description.equals(other.description)) {
            return Optional.of("description");
        }
        if (differ(notBefore, other.notBefore)) {
            return Optional.of("not-before");
        }
        if (differ(notAfter, other.notAfter)) {
            return Optional.of("not-after");
        }
        return differ(minimumEngine, other.minimumEngine) ? Optional.of("minimum-engine") : Optional.empty();
    }

    private static <T> boolean differ(Optional<T> one, Optional<T> other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    /** This, and of the other what is not said here. */
    BundleRelease or(BundleRelease other) {
        return new BundleRelease(
                name.isEmpty() ? other.name : name,
                version == 0 ? other.version : version,
                description.isEmpty() ? other.description : description,
                notBefore.or(other::notBefore),
                notAfter.or(other::notAfter),
                minimumEngine.or(other::minimumEngine));
    }

    BundleWindow window() {
        return new BundleWindow(notBefore, notAfter);
    }

    EngineVersion engine() {
        return minimumEngine.orElse(ANY);
    }
}
