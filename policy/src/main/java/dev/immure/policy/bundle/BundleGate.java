package dev.immure.policy.bundle;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyMemory;
import dev.immure.signing.ImageVerifier;
import dev.immure.signing.TrustPolicy;
import dev.immure.signing.Unsigned;
import dev.immure.signing.VerificationFailure;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerificationTime;
import dev.immure.signing.VerifiedImage;
import java.util.Objects;

/**
 * The only way from a bundle to a policy. Signatures come first, so that rules of strangers are not even parsed; there is no
 * way around them.
 *
 * @param trust whose signatures count for which names of bundles
 * @param engine the version of this Immure
 */
public record BundleGate(TrustPolicy trust, EngineVersion engine, VerificationTime time) {
    public BundleGate {
        Objects.requireNonNull(trust, "trust is null");
        Objects.requireNonNull(engine, "engine is null");
        Objects.requireNonNull(time, "time is null");
    }

    /**
     * Lets a bundle pass or says why not. Whether a later one was accepted here before tells
     * {@link InstalledPolicies#require}.
     *
     * @throws ImmureException with NOT_SIGNED, a fault of the verifier, NOT_YET, EXPIRED, ENGINE, DATA, or those of the
     *     rules
     */
    public AcceptedBundle accept(BundleFile bundle) {
        return accept(bundle, PolicyMemory.NONE);
    }

    /** The same, and rules that are remembered are not read again: their signatures are. */
    public AcceptedBundle accept(BundleFile bundle, PolicyMemory memory) {
        return accept(bundle, signatures(bundle), memory);
    }

    /** Its signatures alone, by the verifier of images. */
    public VerificationResult signatures(BundleFile bundle) {
        return ImageVerifier.verify(bundle, trust, time);
    }

    /** The same, with the answer of {@link #signatures} for this bundle. */
    public AcceptedBundle accept(BundleFile bundle, VerificationResult signatures) {
        return accept(bundle, signatures, PolicyMemory.NONE);
    }

    private AcceptedBundle accept(BundleFile bundle, VerificationResult signatures, PolicyMemory memory) {
        if (!signatures.image().digest().equals(bundle.digest())) {
            throw new IllegalArgumentException("these are the signatures of another bundle");
        }
        VerifiedImage verified = requireVerified(bundle, signatures);
        requireUsable(bundle);
        return new AcceptedBundle(bundle, verified, compile(bundle, memory));
    }

    private static VerifiedImage requireVerified(BundleFile bundle, VerificationResult signatures) {
        return switch (signatures) {
            case VerifiedImage verified -> verified;
            case Unsigned ignored ->
                throw BundleFault.NOT_SIGNED.refuse(bundle.place(), "no signature is attached to " + bundle.digest());
            case VerificationFailure failure -> throw new ImmureException(about(bundle, failure.fault()));
        };
    }

    /** The verifier's own code and reason: it speaks of an image, and the reader has a bundle before him. */
    private static Fault about(BundleFile bundle, Fault fault) {
        return new Fault(
                fault.code(),
                "cannot accept policy bundle",
                bundle.place(),
                fault.why(),
                "Have it signed by those whom the trust file names for "
                        + bundle.manifest().name());
    }

    private void requireUsable(BundleFile bundle) {
        BundleManifest manifest = bundle.manifest();
        manifest.window().require(time.current().at(), bundle.place());
        if (engine.compareTo(manifest.minimumEngine()) < 0) {
            throw BundleFault.ENGINE.refuse(
                    bundle.place(), "it needs Immure " + manifest.minimumEngine() + ", and this is " + engine);
        }
    }

    private static PolicyBundle compile(BundleFile bundle, PolicyMemory memory) {
        PolicyBundle compiled =
                PolicyBundle.signed(title(bundle.manifest()), bundle.content().deciding(), memory);
        requireSaid(bundle, compiled);
        return compiled;
    }

    /** Without its signatures, and so without a claim to any: for whoever only wants to know what it says. */
    static PolicyBundle look(BundleFile bundle) {
        PolicyBundle compiled =
                PolicyBundle.of(title(bundle.manifest()), bundle.content().deciding());
        requireSaid(bundle, compiled);
        return compiled;
    }

    /** The rules were parsed, never executed; what they come to must be what the bundle says that they do. */
    private static void requireSaid(BundleFile bundle, PolicyBundle compiled) {
        if (!bundle.content().hasData(compiled.canonicalJson())) {
            throw BundleFault.DATA.refuse(
                    bundle.place(),
                    "its rules come to " + compiled.digest() + ", and " + PartName.DATA + " in it is something else");
        }
        BundleRelease said = BundleRelease.of(bundle.manifest());
        if (!BundleRelease.of(compiled).or(said).equals(said)) {
            throw BundleFault.MANIFEST.refuse(
                    bundle.place(), "its manifest does not say what policy.yaml in it says: " + said);
        }
    }

    /** How decisions and receipts name it. */
    private static String title(BundleManifest manifest) {
        return manifest.name() + ":" + manifest.version();
    }
}
