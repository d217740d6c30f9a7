package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.core.host.WhileUnchanged;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyMemory;
import dev.immure.policy.bundle.BundleFault;
import dev.immure.policy.bundle.BundleGate;
import dev.immure.policy.bundle.InstalledPolicies;
import dev.immure.policy.bundle.PolicyChoice;
import dev.immure.policy.cache.KeptPolicies;
import dev.immure.signing.TrustPolicy;
import dev.immure.signing.VerificationTime;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which policy decides: {@code --policy}, and whose signature on it counts. */
public final class PolicyOptions {
    private static final WhileUnchanged<Question, PolicyBundle> CHOSEN = new WhileUnchanged<>();

    @Option(
            names = "--policy",
            paramLabel = "FILE|DIR|NAME",
            description =
                    "A bundle; or, where policy-trust is not configured, a directory of rules, or the name of a policy that "
                            + "comes with Immure (policy library). Default: the bundle "
                            + "that is in place (policy install), else the shipped baseline.")
    @Nullable
    String policy;

    @Option(
            names = "--policy-trust",
            paramLabel = "FILE",
            description = "Trust file for policy bundles. Refused where policy-trust is configured.")
    @Nullable
    Path trust;

    private final Caller caller;

    PolicyOptions(Caller caller) {
        this.caller = caller;
    }

    void plain(PlainLine line) {
        line.once(value -> policy = value, "--policy").path(value -> trust = value, "--policy-trust");
    }

    /** @throws dev.immure.core.ImmureException when there is no such policy, or it does not count here */
    PolicyBundle choose(Configuration configuration, PolicyChoice.Use use) {
        Question question = new Question(
                trust(configuration, trust, "--policy-trust"),
                configuration.policies(),
                named().or(configuration::policy),
                use);
        return CHOSEN.get(question, asked -> asked.choose(memory(configuration)));
    }

    /** All that the choice depends on beside what is in these files. */
    private record Question(Optional<Path> trust, Path installed, Optional<Path> place, PolicyChoice.Use use) {
        PolicyBundle choose(PolicyMemory memory) {
            Optional<BundleGate> gate = trust.map(TrustPolicy::read).map(PolicyOptions::gate);
            return new PolicyChoice(gate, new InstalledPolicies(installed), memory, Version.engine())
                    .choose(place, use);
        }
    }

    /** What {@code --policy} names; the bare name of a ready policy stays one. */
    Optional<Path> named() {
        if (policy == null) {
            return Optional.empty();
        }
        caller.requireOwner("--policy");
        Path here = caller.path(policy);
        return Optional.of(
                PolicyNames.isReady(Path.of(policy)) ? PolicyNames.unambiguous(Path.of(policy), here) : here);
    }

    static InstalledPolicies installed(Configuration configuration) {
        return new InstalledPolicies(configuration.policies());
    }

    private static PolicyMemory memory(Configuration configuration) {
        return new KeptPolicies(configuration.keptPolicies(), Version.number());
    }

    static BundleGate gate(TrustPolicy trust) {
        return new BundleGate(trust, Version.engine(), VerificationTime.now());
    }

    /**
     * The trust file of the configuration, or one of the command line where that has none.
     *
     * @throws dev.immure.core.ImmureException with TRUST_SET when both say something: who may write the command line is not
     *     to choose whom the host trusts
     */
    static Optional<Path> trust(Configuration configuration, @Nullable Path given, String option) {
        if (given != null && configuration.policyTrust().isPresent()) {
            throw BundleFault.TRUST_SET.at(
                    "cannot use option",
                    option,
                    "policy-trust is configured: " + configuration.policyTrust().get());
        }
        return Optional.ofNullable(given).or(configuration::policyTrust);
    }
}
