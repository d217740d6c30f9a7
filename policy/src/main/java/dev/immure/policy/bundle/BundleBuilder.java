package dev.immure.policy.bundle;

import dev.immure.policy.PolicyBundle;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes bundles: the same files and release, the same bytes. Pure but for what the compiler of rules does. */
public final class BundleBuilder {
    private BundleBuilder() {}

    /**
     * Compiles the rules and packs them with what comes of them.
     *
     * @param release fills what {@code policy.yaml} leaves open, and says nothing else than it does
     * @throws dev.immure.core.ImmureException with BUILD, or when the rules are not a policy
     */
    public static BundleFile build(BundleSources sources, BundleRelease release) {
        SortedMap<String, byte[]> parts = new TreeMap<>(sources.parts());
        PolicyBundle policy = compile(sources.name(), parts);
        BundleRelease written = BundleRelease.of(policy);
        release.contradiction(written).ifPresent(what -> {
            throw build(sources, "policy.yaml gives another " + what);
        });
        parts.put(PartName.DATA.text(), policy.canonicalJson());
        try {
            BundleManifest manifest = manifest(release.or(written), parts);
            return BundleFile.of(BundleContent.of(manifest, parts), manifest.name());
        } catch (IllegalArgumentException e) {
            throw build(sources, String.valueOf(e.getMessage()));
        }
    }

    private static BundleManifest manifest(BundleRelease release, SortedMap<String, byte[]> parts) {
        return new BundleManifest(
                release.name(),
                release.version(),
                release.description(),
                release.window(),
                release.engine(),
                BundleContent.describe(parts));
    }

    /** Of all that decides: not of tests, and not of the data that is to be compared. */
    static PolicyBundle compile(String name, SortedMap<String, byte[]> parts) {
        SortedMap<String, byte[]> files = new TreeMap<>(parts);
        files.keySet().removeIf(part -> part.equals(PartName.DATA.text()) || new PartName(part).isTest());
        return PolicyBundle.of(name, files);
    }

    private static RuntimeException build(BundleSources sources, String why) {
        return BundleFault.BUILD.at("cannot build a policy bundle of", sources.name(), why);
    }
}
