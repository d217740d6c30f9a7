package dev.immure.signing;

import dev.immure.core.ImmureException;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.VerificationCode;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.sigstore.Accepted;
import dev.immure.signing.internal.sigstore.BundleVerifier;
import dev.immure.signing.internal.sigstore.Demands;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import dev.immure.signing.internal.sigstore.bundle.Bundle;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.SctDemand;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.internal.sigstore.rekor.LogDemand;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;

/** Verifies files by their sigstore bundles. Asks nobody: all that is believed is in the files that are given. */
public final class SigstoreBundles {
    /** Bytes of a bundle that are read. */
    public static final int MAX_BYTES = Bundle.MAX_BYTES;

    private SigstoreBundles() {}

    /**
     * Verifies one bundle.
     *
     * @param bundle its JSON
     * @param name what to call it in faults
     * @throws ImmureException when what the caller trusts cannot be read, or is not enough to verify this bundle
     */
    public static BundleVerdict verify(
            byte[] bundle, String name, SignedArtifact artifact, BundleTrust trust, VerificationTime time) {
        CheckLog checks = new CheckLog();
        BundleVerifier verifier =
                new BundleVerifier(trust(trust), time.given(), Clock.fixed(time.clock(), ZoneOffset.UTC));
        try {
            return accepted(verifier.verify(bundle, name, artifact.artifact(), checks), checks);
        } catch (ImmureException e) {
            if (e.fault().code() instanceof VerificationCode code
                    && code.refusal().isPresent()) {
                return new BundleVerdict.Refused(e.fault(), checks.list());
            }
            throw e;
        }
    }

    private static BundleVerdict.Accepted accepted(Accepted accepted, CheckLog checks) {
        Optional<BundleVerdict.Holder> holder = switch (accepted.signer()) {
            case Accepted.KeyHolder key -> Optional.empty();
            case Accepted.Certified certified ->
                Optional.of(new BundleVerdict.Holder(
                        certified.identity().issuer(), certified.identity().subject(), certified.certificate()));
        };
        return new BundleVerdict.Accepted(
                accepted.artifact(),
                accepted.signer().key(),
                holder,
                accepted.algorithm().toString(),
                accepted.time(),
                accepted.logs().size(),
                accepted.statement().map(Statement::predicateType),
                checks.list());
    }

    private static SigstoreTrust trust(BundleTrust trust) {
        return switch (trust) {
            case BundleTrust.OfKey key ->
                new SigstoreTrust.ManagedKey(
                        PublicKeys.parse(KeyFiles.readTrusted(key.key(), KeyFiles.MAX_KEY), name(key.key())),
                        Optional.empty(),
                        key.trustedRoot().map(SigstoreBundles::root),
                        Demands.KEY);
            case BundleTrust.OfIdentity identity ->
                new SigstoreTrust.Keyless(
                        root(identity.trustedRoot()),
                        new IdentityRule(rule(identity.issuer()), rule(identity.subject())),
                        demands(identity.evidence()));
        };
    }

    private static Demands demands(BundleTrust.Evidence evidence) {
        return switch (evidence) {
            case LOGGED -> Demands.KEYLESS;
            case PROVEN -> new Demands(LogDemand.PROOF, 1, SctDemand.REQUIRED);
            case TIMESTAMPED -> new Demands(LogDemand.NONE, 0, SctDemand.NONE);
        };
    }

    private static TextRule rule(BundleTrust.Name name) {
        return switch (name) {
            case BundleTrust.Name.Exactly exactly -> new TextRule.Exact(exactly.text());
            case BundleTrust.Name.Matching matching -> TextRule.Matching.of(matching.regex());
        };
    }

    private static TrustedRoot root(Path file) {
        return TrustedRootReader.read(KeyFiles.readTrusted(file, TrustedRoot.MAX_BYTES), name(file));
    }

    private static String name(Path file) {
        return file.toString();
    }
}
