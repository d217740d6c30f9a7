package dev.immure.policy.bundle;

import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import dev.immure.policy.ReadyPolicies;
import dev.immure.policy.test.TestSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A policy that somebody looks at, with the tests that come with it: a directory or a file of rules, one that comes with Immure,
 * or a bundle. Nothing is launched by it, so nobody need have signed it.
 *
 * @param place as the user named it
 * @param suite reads its tests; empty for a file of rules, which has none
 */
public record PolicyAtHand(
        String place, PolicyCompilation compilation, Optional<Function<PolicyBundle, TestSuite>> suite) {
    /**
     * @throws ImmureException with a {@link BundleFault} when it is a bundle that cannot be read; what is wrong with rules the
     *     compilation tells
     */
    public static PolicyAtHand of(Path place) {
        if (PolicyChoice.isReady(place)) {
            String name = place.toString();
            return new PolicyAtHand(
                    name,
                    new PolicyCompilation.Compiled(ReadyPolicies.load(name)),
                    Optional.of(policy -> TestSuite.of(ReadyPolicies.tests(name), policy)));
        }
        // What is not there is no bundle: the compilation says that it cannot be read.
        if (PolicyChoice.isRules(place) || !Files.exists(place)) {
            return new PolicyAtHand(
                    place.toString(),
                    PolicyBundle.check(place),
                    Files.isDirectory(place) ? Optional.of(policy -> TestSuite.load(place, policy)) : Optional.empty());
        }
        return of(PolicyChoice.read(place));
    }

    /** A bundle that was read already. */
    public static PolicyAtHand of(BundleFile bundle) {
        SortedMap<String, byte[]> tests = bundle.tests();
        return new PolicyAtHand(
                bundle.place(),
                new PolicyCompilation.Compiled(BundleGate.look(bundle)),
                Optional.of(policy -> TestSuite.of(tests, policy)));
    }

    /** The same; not accepted when it asks for a later version of Immure than this one. */
    public PolicyCompilation by(EngineVersion engine) {
        return switch (compilation) {
            case PolicyCompilation.Rejected rejected -> rejected;
            case PolicyCompilation.Compiled compiled -> {
                try {
                    engine.requireFor(compiled.bundle(), place);
                    yield compiled;
                } catch (ImmureException e) {
                    yield new PolicyCompilation.Rejected(List.of(e.fault()));
                }
            }
        };
    }

    /**
     * Its scenarios; none of a file of rules.
     *
     * @throws ImmureException when one cannot be read
     */
    public TestSuite tests(PolicyBundle policy) {
        return suite.map(read -> read.apply(policy)).orElseGet(() -> new TestSuite(List.of(), List.of()));
    }

    /** @throws ImmureException when it is not accepted */
    public PolicyBundle require(EngineVersion engine) {
        PolicyBundle policy = PolicyBundle.orThrow(compilation);
        engine.requireFor(policy, place);
        return policy;
    }
}
