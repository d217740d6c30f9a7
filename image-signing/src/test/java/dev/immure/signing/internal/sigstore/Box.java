package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
import dev.immure.signing.internal.sigstore.root.Validity;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.sigstore.BundleDraft;
import dev.immure.signing.testing.sigstore.JsonTree;
import dev.immure.signing.testing.sigstore.LeafDraft;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import dev.immure.signing.testing.sigstore.TestParty;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;

/** A verifier that trusts a {@link SigstoreBox}, an hour after its signatures were made. */
final class Box {
    static final Clock LATER = Clock.fixed(SigstoreBox.SIGNED.plus(Duration.ofHours(1)), ZoneOffset.UTC);
    static final IdentityRule WORKFLOW =
            new IdentityRule(new TextRule.Exact(LeafDraft.ISSUER), new TextRule.Exact(LeafDraft.SUBJECT));

    private Box() {}

    static Artifact artifact() {
        return Artifact.of(BundleDraft.ARTIFACT);
    }

    static SigstoreTrust keyless(JsonTree root) {
        return keyless(root, WORKFLOW);
    }

    static SigstoreTrust keyless(JsonTree root, IdentityRule identity) {
        return new SigstoreTrust.Keyless(read(root), identity, Demands.KEYLESS);
    }

    static SigstoreTrust keyless(JsonTree root, Demands demands) {
        return new SigstoreTrust.Keyless(read(root), WORKFLOW, demands);
    }

    static SigstoreTrust key(TestParty signer, Optional<JsonTree> root, Optional<Validity> validity) {
        return new SigstoreTrust.ManagedKey(
                PublicKeys.ofDer(signer.publicKey(), "key"), validity, root.map(Box::read), Demands.KEY);
    }

    static SigstoreTrust key(TestParty signer, JsonTree root) {
        return key(signer, Optional.of(root), Optional.empty());
    }

    static TrustedRoot read(JsonTree root) {
        return TrustedRootReader.read(root.bytes(), "root");
    }

    static Accepted accept(JsonTree bundle, SigstoreTrust trust) {
        return accept(bundle, trust, artifact());
    }

    static Accepted accept(JsonTree bundle, SigstoreTrust trust, Artifact artifact) {
        return new BundleVerifier(trust, Optional.empty(), LATER)
                .verify(bundle.bytes(), "bundle", artifact, new CheckLog());
    }

    static Fault refuse(JsonTree bundle, SigstoreTrust trust) {
        return Faults.of(() -> accept(bundle, trust));
    }

    /** The same for a bundle of the box itself, by its own root. */
    static void assertAccepted(SigstoreBox box, BundleDraft draft) {
        assertThat(accept(draft.build(), keyless(box.root())).artifact())
                .isEqualTo(artifact().hashes().sha256());
    }
}
