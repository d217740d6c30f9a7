package dev.immure.cli;

import dev.immure.policy.bundle.BundleFault;
import dev.immure.signing.TrustPolicy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whose signatures count for a policy bundle: {@code --key} or {@code --trust}. */
final class PolicyTrustOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    private Choice choice;

    /** One of the two; picocli refuses both. */
    static final class Choice {
        @Option(
                names = "--key",
                paramLabel = "PUB.pem",
                description = "Trust this public key for the bundle, as a trust file with one rule would.")
        @Nullable
        Path key;

        @Option(
                names = "--trust",
                paramLabel = "FILE",
                description =
                        "Trust file; its scopes are names of bundles. Default: policy-trust of the configuration.")
        @Nullable
        Path trust;
    }

    /** What the options say; the configuration where they say nothing: for a question, to which any answer is harmless. */
    TrustOptions.Trust ask(Configuration configuration) {
        if (choice == null) {
            return configuration.policyTrust().map(PolicyTrustOptions::file).orElseThrow(PolicyTrustOptions::nobody);
        }
        return given(choice);
    }

    /**
     * What the configuration says; the options only where it says nothing.
     *
     * @throws dev.immure.core.ImmureException with TRUST_SET or NO_TRUST
     */
    TrustOptions.Trust install(Configuration configuration) {
        if (choice != null) {
            Path any = choice.key != null ? choice.key : choice.trust;
            PolicyOptions.trust(configuration, any, choice.key != null ? "--key" : "--trust");
        }
        return ask(configuration);
    }

    private static TrustOptions.Trust given(Choice choice) {
        if (choice.key != null) {
            return new TrustOptions.Trust("key " + choice.key, TrustPolicy.ofKey(choice.key));
        }
        if (choice.trust != null) {
            return file(choice.trust);
        }
        throw nobody();
    }

    private static TrustOptions.Trust file(Path path) {
        return new TrustOptions.Trust("file " + path, TrustPolicy.read(path));
    }

    private static RuntimeException nobody() {
        return BundleFault.NO_TRUST.at(
                "cannot verify a policy bundle without", "--trust or --key", "nothing says whose signature counts");
    }
}
