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
     * @throws dev.immure.core.ImmureException with BUILD, or when the rules are not a policy
     */
    public static BundleFile build(BundleSources sources, BundleRelease release) {
        SortedMap<String, byte[]> parts = new TreeMap<>(sources.parts());
        parts.put(PartName.DATA.text(), compile(sources.name(), parts).canonicalJson());
        try {
            BundleManifest manifest = new BundleManifest(
                    release.name(),
                    release.version(),
                    release.description(),
                    release.window(),
                    release.minimumEngine(),
                    BundleContent.describe(parts));
            return BundleFile.of(BundleContent.of(manifest, parts), release.name());
        } catch (IllegalArgumentException e) {
            throw BundleFault.BUILD.at(
                    "cannot build a policy bundle of", sources.name(), String.valueOf(e.getMessage()));
        }
    }

    /** Of all that decides: not of tests, and not of the data that is to be compared. */
    static PolicyBundle compile(String name, SortedMap<String, byte[]> parts) {
        SortedMap<String, byte[]> files = new TreeMap<>(parts);
        files.keySet().removeIf(part -> part.equals(PartName.DATA.text()) || new PartName(part).isTest());
        return PolicyBundle.of(name, files);
    }
}
