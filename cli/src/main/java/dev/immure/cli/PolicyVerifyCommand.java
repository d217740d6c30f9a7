package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.FaultRenderer;
import dev.immure.cli.render.PolicyVerified;
import dev.immure.core.Fault;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.policy.bundle.BundleGate;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerificationTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy verify}. */
@Command(
        name = "verify",
        description =
                "Check a policy bundle as it is checked before it decides: who signed it, its days, the version of "
                        + "Immure, and that its rules come to the policy that is enclosed as data. Remembers nothing.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:it may decide", "77:refused"},
        footer = {"", "Example:", "  immure policy verify --key release.pub.pem prod.bundle"})
final class PolicyVerifyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final PolicyTrustOptions trust = new PolicyTrustOptions();

    @Mixin
    private final RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Verify as if it were then, such as 2026-01-31T12:00:00Z: for tests, and to find out what held.")
    @Nullable
    private Instant at;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = PolicyBundleFiles.BUNDLE)
    private String place = "";

    PolicyVerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = global.configuration();
        TrustOptions.Trust trusted = trust.ask(configuration);
        VerificationTime time = at == null ? VerificationTime.now() : VerificationTime.at(at);
        BundleGate gate = new BundleGate(trusted.policy(), Version.engine(), time);
        BundleFile bundle = PolicyBundleFiles.read(place, configuration, registry);
        VerificationResult signatures = gate.signatures(bundle);
        Optional<Fault> refusal = refusal(gate, bundle, signatures, configuration);
        global.answer(console, new PolicyVerified(bundle, signatures, trusted.source(), refusal));
        refusal.ifPresent(new FaultRenderer(console.error(), global.output() == OutputFormat.json)::render);
        return refusal.isEmpty() ? ExitStatus.OK : ExitStatus.REFUSED;
    }

    private static Optional<Fault> refusal(
            BundleGate gate, BundleFile bundle, VerificationResult signatures, Configuration configuration) {
        try {
            PolicyOptions.installed(configuration).require(gate.accept(bundle, signatures));
            return Optional.empty();
        } catch (ImmureException e) {
            // A host that cannot say is no refusal.
            if (e.fault().code().kind() == FaultKind.REFUSED || e.fault().code().kind() == FaultKind.INPUT) {
                return Optional.of(e.fault());
            }
            throw e;
        }
    }
}
