package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.notation.EnvelopeFormat;
import dev.immure.signing.internal.notation.NotationEnvelope;
import dev.immure.signing.internal.notation.NotationManifest;
import dev.immure.signing.internal.notation.NotationTrust;
import dev.immure.signing.internal.notation.NotationTrustPolicy;
import dev.immure.signing.internal.notation.NotationVerifier;
import dev.immure.signing.internal.notation.TimestampDemand;
import dev.immure.signing.internal.notation.TrustedIdentities;
import dev.immure.signing.internal.notation.VerificationLevel;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.RevocationLists;
import java.time.Instant;
import java.util.List;

/** Signatures of Notation, from the manifest that attaches one to the policy that trusts it: read, or refused by name. */
class NotationFuzzTest {
    @FuzzTest
    void anEnvelopeInJwsIsReadOrRefused(byte[] data) {
        envelope(data, EnvelopeFormat.JWS);
    }

    @FuzzTest
    void anEnvelopeInCoseIsReadOrRefused(byte[] data) {
        envelope(data, EnvelopeFormat.COSE);
    }

    /** Trusts whoever signed, so that as much as possible is looked at. */
    private static void envelope(byte[] data, EnvelopeFormat format) {
        try {
            NotationEnvelope read = NotationEnvelope.parse(data, format);
            Descriptor target = read.target();
            List<Certificate> all = read.certificates();
            NotationTrust trust = new NotationTrust(
                    all,
                    all,
                    all,
                    TrustedIdentities.parse(List.of("*")),
                    VerificationLevel.named("audit").orElseThrow(),
                    TimestampDemand.ALWAYS,
                    RevocationLists.NONE);
            NotationVerifier.verify(
                    read, target, trust, new TrustedTime(Instant.EPOCH, TrustedTime.Source.GIVEN), new CheckLog());
        } catch (ImmureException e) {
            assertThat(e.fault().code().id()).matches("IMM-(NOTATION|CERT)-[A-Z-]+");
        }
    }

    @FuzzTest
    void aManifestIsReadOrRefused(byte[] data) {
        try {
            assertThat(NotationManifest.parse(data, "manifest").thumbprints()).isNotNull();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(NotationFault.MANIFEST);
        }
    }

    @FuzzTest
    void aTrustPolicyIsReadOrRefused(byte[] data) {
        try {
            assertThat(NotationTrustPolicy.parse(data, "policy").statements()).isNotEmpty();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(NotationFault.TRUST_POLICY);
        }
    }
}
