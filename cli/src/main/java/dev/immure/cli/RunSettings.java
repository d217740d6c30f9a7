package dev.immure.cli;

import dev.immure.cli.pipeline.RunSetting;
import dev.immure.policy.PolicyBundle;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.SecurityProfile;
import dev.immure.signing.TrustPolicy;
import java.nio.file.Path;

/** Where a run takes place and who decides: from options, then configuration, then the shipped defaults. */
final class RunSettings {
    private RunSettings() {}

    static RunSetting of(GlobalOptions global, RunOptions options) {
        return new RunSetting(global.root(), trust(options), policy(options), profile(options));
    }

    private static TrustPolicy trust(RunOptions options) {
        if (options.key != null) {
            return TrustPolicy.ofKey(options.key);
        }
        return options.trust != null ? TrustPolicy.read(options.trust) : TrustPolicy.denyAll();
    }

    private static PolicyBundle policy(RunOptions options) {
        return options.policy != null ? PolicyBundle.load(options.policy) : PolicyBundle.baseline();
    }

    private static SecurityProfile profile(RunOptions options) {
        String name = options.profile == null ? "default" : options.profile;
        ProfileCatalog catalog = ProfileCatalog.shipped();
        return name.contains("/") ? catalog.loadFile(Path.of(name)) : catalog.load(name);
    }
}
