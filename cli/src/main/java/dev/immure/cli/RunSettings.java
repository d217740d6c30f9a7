package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.pipeline.Callers;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.core.disk.DiskPreference;
import dev.immure.policy.DecisionMemory;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.bundle.PolicyChoice;
import dev.immure.policy.cache.KeptDecisions;
import dev.immure.profiles.SecurityProfile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a run takes place and who decides: from options, then configuration, then the shipped defaults. */
final class RunSettings {
    private static final String DEFAULT_PROFILE = "default";

    private RunSettings() {}

    static RunSetting of(GlobalOptions global, RunOptions options, PolicyChoice.Use use) {
        return of(global.configuration(), global.caller(), options, use);
    }

    static RunSetting of(Configuration configuration, Caller caller, RunOptions options, PolicyChoice.Use use) {
        return new RunSetting(
                configuration.root(),
                configuration.images(),
                configuration.audit(),
                options.trust.trust(configuration).policy(),
                options.policy.choose(configuration, use),
                profile(Optional.ofNullable(options.profile).or(configuration::profile), caller),
                options.cgroup.parent(configuration),
                configuration.disk().orElse(DiskPreference.AUTO),
                configuration.verifyTree(),
                options.registry.access(configuration),
                configuration.recording(),
                caller.facts(),
                decisions(configuration));
    }

    /** For questions about images, asked without the options of a run. */
    static RunSetting of(Configuration configuration, TrustOptions trust, PolicyBundle policy) {
        return new RunSetting(
                configuration.root(),
                configuration.images(),
                configuration.audit(),
                trust.trust(configuration).policy(),
                policy,
                profile(configuration.profile()),
                configuration.cgroupParent(),
                configuration.disk().orElse(DiskPreference.AUTO),
                configuration.verifyTree(),
                new RegistryOptions().access(configuration),
                configuration.recording(),
                Callers.ofThisProcess(),
                decisions(configuration));
    }

    /** What is to be looked at: named on the command line, then the configured policy, the one in place, the shipped one. */
    static PolicyBundle policy(Configuration configuration, @Nullable Path named) {
        return policy(configuration, Optional.ofNullable(named));
    }

    static PolicyBundle policy(Configuration configuration, Optional<Path> named) {
        return named.or(configuration::policy)
                .map(PolicyNames::look)
                .or(() -> PolicyOptions.installed(configuration).current().map(PolicyChoice::look))
                .orElseGet(PolicyBundle::baseline);
    }

    /** An answer quotes the facts that it was made on, and lies under a hash of all of them: of what is masked nothing is kept. */
    private static DecisionMemory decisions(Configuration configuration) {
        return configuration.recording().mask().pointers().isEmpty()
                ? new KeptDecisions(configuration.keptDecisions(), Version.number())
                : DecisionMemory.NONE;
    }

    /** A name of the catalogue, or the path of a file. */
    static SecurityProfile profile(Optional<String> name) {
        return profile(name, new ProcessCaller());
    }

    private static SecurityProfile profile(Optional<String> name, Caller caller) {
        return ProfileNames.load(name.orElse(DEFAULT_PROFILE), caller);
    }
}
