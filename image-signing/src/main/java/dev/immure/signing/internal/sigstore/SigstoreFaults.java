package dev.immure.signing.internal.sigstore;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigstoreFault;

/** The sentences about what whoever verifies has to give. */
final class SigstoreFaults {
    private SigstoreFaults() {}

    static ImmureException noRoot(String on) {
        return new ImmureException(new Fault(
                SigstoreFault.NO_TRUSTED_ROOT,
                "cannot verify",
                on,
                "its log entries and timestamps can be checked with a trusted root alone, and there is none built in",
                "Give the trusted_root.json that the sigstore instance distributes"));
    }
}
