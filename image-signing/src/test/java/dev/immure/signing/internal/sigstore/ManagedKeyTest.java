package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.root.Validity;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.sigstore.BundleDraft;
import dev.immure.signing.testing.sigstore.JsonTree;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import dev.immure.signing.testing.sigstore.TestParty;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that are signed with a key which the verifier has. */
class ManagedKeyTest {
    private final SigstoreBox box = SigstoreBox.create();
    private final TestParty signer = TestParty.ecdsa();
    private final BundleDraft draft = box.draft().key(signer);

    @Test
    void aKeyNeedsNoRootWhereThereIsNothingElseToCheck() {
        Accepted accepted = Box.accept(draft.unlogged().build(), alone());
        assertThat(accepted.signer()).isEqualTo(new Accepted.KeyHolder(Digest.of(signer.publicKey())));
        assertThat(accepted.time().source()).isEqualTo(TrustedTime.Source.CLOCK);
    }

    @Test
    void aDigestAloneIsEnough() {
        Artifact digest = Artifact.of(Digest.of(BundleDraft.ARTIFACT));
        assertThat(Box.accept(draft.unlogged().build(), alone(), digest).artifact())
                .isEqualTo(Digest.of(BundleDraft.ARTIFACT));
    }

    @Test
    void logEntriesAndTimestampsAreCheckedNeverPassedOver() {
        assertThat(Box.refuse(draft.build(), alone()).code()).isEqualTo(SigstoreFault.NO_TRUSTED_ROOT);
        assertThat(Box.refuse(box.draft().key(signer).unlogged().stamped().build(), alone())
                        .code())
                .isEqualTo(SigstoreFault.NO_TRUSTED_ROOT);
        assertThat(Box.accept(box.draft().key(signer).build(), Box.key(signer, box.root()))
                        .logs())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsse 0.0.1", "intoto 0.0.1", "intoto 0.0.2", "hashedrekord 0.0.1"})
    void anAttestationByAKeyIsAccepted(String kind) {
        JsonTree bundle = draft.attestation().kind(kind).build();
        assertThat(Box.accept(bundle, Box.key(signer, box.root())).statement()).isPresent();
    }

    @Test
    void theTimeOfTheLogCounts() {
        assertThat(Box.accept(draft.build(), Box.key(signer, box.root())).time())
                .hasToString("2026-03-01T12:00:05Z (transparency-log)");
    }

    /** An entry that tells no time, as logs of other people make them: the moment of verification counts. */
    @Test
    void anEntryWithoutATimeIsAccepted() {
        JsonTree bundle = draft.build();
        String entry = "verificationMaterial/tlogEntries/0/";
        bundle.remove(entry + "inclusionPromise").set(entry + "integratedTime", "0");
        assertThat(Box.accept(bundle, Box.key(signer, box.root())).time().source())
                .isEqualTo(TrustedTime.Source.CLOCK);
    }

    @Test
    void anotherKeyIsRefused() {
        assertThat(Box.refuse(draft.build(), Box.key(TestParty.ecdsa(), box.root()))
                        .code())
                .isEqualTo(SigstoreFault.SIGNATURE);
    }

    @Test
    void aCertificateWhereAKeyIsAskedForIsRefused() {
        assertThat(Box.refuse(box.draft().build(), Box.key(signer, box.root())).code())
                .isEqualTo(SigstoreFault.SIGNER_KIND);
    }

    /** CVE-2026-22703. */
    @Test
    void anEntryForAnotherKeyIsRefused() {
        JsonTree bundle = draft.build();
        JsonTree donor = box.draft().key(TestParty.ecdsa()).build();
        String entry = "verificationMaterial/tlogEntries/0";
        bundle.set(entry, donor.at(entry));
        assertThat(Box.refuse(bundle, Box.key(signer, box.root())).code()).isEqualTo(SigstoreFault.LOG_MISMATCH);
        assertThat(Box.refuse(bundle, alone()).code()).isEqualTo(SigstoreFault.NO_TRUSTED_ROOT);
    }

    /** GHSA-wqqc-jjcq-vfxm: a timestamp after the end of the key's window. */
    @Test
    void aKeyCountsWithinItsWindowAlone() {
        Instant stamped = SigstoreBox.SIGNED.plusSeconds(5);
        assertThat(Box.accept(stampedBundle(), until(stamped)).time().at()).isEqualTo(stamped);
        assertThat(Box.refuse(stampedBundle(), until(stamped.minusSeconds(1))).code())
                .isEqualTo(SigstoreFault.TIME);
    }

    /** Without evidence of when it was signed, it may have been after the end. */
    @Test
    void aKeyWhoseWindowIsOverNeedsATime() {
        JsonTree bundle = draft.unlogged().build();
        assertThat(Box.refuse(bundle, until(SigstoreBox.SIGNED.plus(Duration.ofMinutes(1))))
                        .code())
                .isEqualTo(SigstoreFault.TIME);
        assertThat(Box.accept(bundle, until(Box.LATER.instant())).logs()).isEmpty();
    }

    @Test
    void pureEd25519NeedsTheArtifact() {
        TestParty edwards = TestParty.ed25519();
        JsonTree bundle = box.draft().key(edwards).unlogged().build();
        SigstoreTrust trust = Box.key(edwards, Optional.empty(), Optional.empty());
        assertThat(Box.accept(bundle, trust).algorithm()).hasToString("ed25519");
        Artifact digest = Artifact.of(Digest.of(BundleDraft.ARTIFACT));
        assertThat(Faults.of(() -> Box.accept(bundle, trust, digest)).code()).isEqualTo(SigstoreFault.SIGNATURE);
    }

    private JsonTree stampedBundle() {
        return box.draft().key(signer).unlogged().stamped().build();
    }

    private SigstoreTrust until(Instant end) {
        Validity validity = new Validity(SigstoreBox.SIGNED.minus(Duration.ofDays(1)), Optional.of(end));
        return Box.key(signer, Optional.of(box.root()), Optional.of(validity));
    }

    private SigstoreTrust alone() {
        return Box.key(signer, Optional.empty(), Optional.empty());
    }
}
