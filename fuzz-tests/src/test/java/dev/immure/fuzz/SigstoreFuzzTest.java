package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.CosignVerifier;
import dev.immure.signing.internal.sigstore.Demands;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import dev.immure.signing.internal.sigstore.bundle.Bundle;
import dev.immure.signing.internal.sigstore.bundle.BundleReader;
import dev.immure.signing.internal.sigstore.fulcio.CertificateIdentity;
import dev.immure.signing.internal.sigstore.fulcio.SctDemand;
import dev.immure.signing.internal.sigstore.fulcio.SctVerifier;
import dev.immure.signing.internal.sigstore.rekor.Checkpoint;
import dev.immure.signing.internal.sigstore.rekor.EntryBodyReader;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.x509.Certificate;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bundles, trusted roots, and what logs and authorities say: understood, or refused by name. */
class SigstoreFuzzTest {
    private static final String KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEwn1UdTS9/1E5Zg56v7QjW35wSHR8"
            + "Q6b6QyE+a8kt0qJLauv1/zkQixdgd1fhoYJb/FC/GJVU7QHflLB27yoHdA==";

    @FuzzTest
    void bundleIsReadOrRefused(byte[] data) {
        try {
            Bundle bundle = BundleReader.read(data, "bundle");
            assertThat(bundle.entries()).hasSizeLessThanOrEqualTo(Bundle.MAX_ENTRIES);
            assertThat(bundle.timestamps()).hasSizeLessThanOrEqualTo(Bundle.MAX_TIMESTAMPS);
        } catch (ImmureException e) {
            assertThat(e.fault().code())
                    .isIn(
                            SigstoreFault.BUNDLE,
                            SigstoreFault.LIMIT,
                            SigstoreFault.DUPLICATE,
                            AttestationFault.ENVELOPE,
                            AttestationFault.LIMIT);
        }
    }

    @FuzzTest
    void trustedRootIsReadOrRefused(byte[] data) {
        try {
            assertThat(TrustedRootReader.read(data, "root").authorities())
                    .allSatisfy(authority -> assertThat(authority.chain()).isNotEmpty());
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(SigstoreFault.TRUSTED_ROOT);
        }
    }

    @FuzzTest
    void checkpointIsReadOrRefused(byte[] data) {
        try {
            Checkpoint checkpoint = Checkpoint.parse(new String(data, StandardCharsets.UTF_8), "checkpoint");
            assertThat(checkpoint.rootHash().length()).isEqualTo(32);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(SigstoreFault.CHECKPOINT);
        }
    }

    @FuzzTest
    void logEntryIsReadOrRefused(byte[] data) {
        try {
            assertThat(EntryBodyReader.read(Bytes.of(data), Optional.empty(), "entry")
                            .signer())
                    .isNotNull();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(SigstoreFault.LOG_BODY, SigstoreFault.LIMIT);
        }
    }

    /** What cosign wrote in the place of a bundle: the log's promise in an annotation. */
    @FuzzTest
    void promiseIsReadOrRefused(byte[] data) {
        VerificationKey key = PublicKeys.ofDer(Base64.getDecoder().decode(KEY), "key");
        SigstoreTrust trust = new SigstoreTrust.ManagedKey(key, Optional.empty(), Optional.empty(), Demands.KEY);
        Map<String, String> annotations =
                Map.of("dev.sigstore.cosign/bundle", new String(data, StandardCharsets.UTF_8));
        try {
            new CosignVerifier(trust, Optional.empty(), Clock.systemUTC())
                    .verifyPayload(data, data, annotations, "layer", new CheckLog());
            throw new AssertionError("nobody here can sign");
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(SigstoreFault.BUNDLE, SigstoreFault.LIMIT, SigstoreFault.SIGNATURE);
        }
    }

    @FuzzTest
    void signingCertificateIsReadOrRefused(byte[] data) {
        try {
            Certificate certificate = Certificate.parse(data, "certificate");
            new SctVerifier(List.of(), SctDemand.NONE, new CheckLog()).verify(certificate, certificate);
            assertThat(CertificateIdentity.of(certificate).issuer()).isNotBlank();
        } catch (ImmureException e) {
            assertThat(e.fault().code())
                    .isIn(
                            SigstoreFault.SCT,
                            SigstoreFault.CERTIFICATE,
                            CertificateFault.MALFORMED,
                            CertificateFault.LIMIT,
                            CertificateFault.KEY);
        }
    }
}
