package dev.immure.policy.bundle;

import dev.immure.policy.PolicyBundle;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Immure, as far as bundles compare it (Semantic Versioning 2.0.0, section 11, without what follows a hyphen:
 * a snapshot of 1.2.0 reads what 1.2.0 will).
 */
public record EngineVersion(int major, int minor, int patch) implements Comparable<EngineVersion> {
    private static final Pattern FORM = Pattern.compile(
            "(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})(?:[-+][0-9A-Za-z.+-]{0,100})?");
    private static final Comparator<EngineVersion> ORDER = Comparator.comparingInt(EngineVersion::major)
            .thenComparingInt(EngineVersion::minor)
            .thenComparingInt(EngineVersion::patch);

    /** Reads {@code 1.2.3}, with or without {@code -SNAPSHOT} and the like. */
    public static Optional<EngineVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new EngineVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /**
     * A policy that asks for a later version would be read by one that does not know what it means.
     *
     * @throws dev.immure.core.ImmureException with ENGINE
     */
    void requireFor(PolicyBundle policy, String place) {
        parse(policy.policy().manifest().minimumEngine())
                .filter(wanted -> compareTo(wanted) < 0)
                .ifPresent(wanted -> {
                    throw BundleFault.ENGINE.at(
                            "cannot accept policy", place, "it needs Immure " + wanted + ", and this is " + this);
                });
    }

    @Override
    public int compareTo(EngineVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
