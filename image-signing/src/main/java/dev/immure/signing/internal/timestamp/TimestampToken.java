package dev.immure.signing.internal.timestamp;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.TimestampFault;
import dev.immure.signing.internal.x509.Asn1;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateChain;
import dev.immure.signing.internal.x509.LeafPurpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A time stamp of RFC 3161 as it came: a token, or an authority's whole answer. Means nothing until it is verified. */
public final class TimestampToken {
    /** A token with its chain has about six KiB. */
    public static final int MAX_BYTES = 128 << 10;

    private static final int MAX_CERTIFICATES = 32;

    private final SignedToken token;
    private final List<Certificate> certificates;
    private final String on;

    private TimestampToken(SignedToken token, List<Certificate> certificates, String on) {
        this.token = token;
        this.certificates = certificates;
        this.on = on;
    }

    /**
     * Reads a token.
     *
     * @param on what to call it in a fault
     * @throws ImmureException with MALFORMED, LIMIT or ALGORITHM of {@link TimestampFault}, or the fault of a certificate
     *     in it
     */
    public static TimestampToken parse(byte[] encoded, String on) {
        if (encoded.length > MAX_BYTES) {
            throw limit(on, "it has " + encoded.length + " bytes, the limit is " + MAX_BYTES);
        }
        SignedToken token;
        try {
            token = Asn1.ber(encoded, SignedToken::of)
                    .orElseThrow(() ->
                            fault(TimestampFault.MALFORMED, on, "it is not a time stamp of RFC 3161 that was granted"));
        } catch (SignedToken.UnsupportedAlgorithm e) {
            throw algorithm(on);
        }
        if (token.certificates().size() > MAX_CERTIFICATES) {
            throw limit(
                    on, "it has " + token.certificates().size() + " certificates, the limit is " + MAX_CERTIFICATES);
        }
        List<Certificate> certificates = token.certificates().stream()
                .map(der -> Certificate.parse(der, on))
                .toList();
        return new TimestampToken(token, certificates, on);
    }

    /**
     * Verifies that a trusted authority has stamped these bytes, and says when.
     *
     * @param given certificates beside those in the token: the signer's, and those between it and a root
     * @param roots trusted as timestamp authorities
     * @throws ImmureException with a {@link TimestampFault}, or a {@link dev.immure.signing.fault.CertificateFault} of the
     *     authority's chain
     */
    public Timestamp verify(byte[] message, List<Certificate> given, List<Certificate> roots) {
        ImprintHash hash =
                ImprintHash.of(token.stamped().imprint().getHashAlgorithm()).orElseThrow(() -> algorithm(on));
        if (!Arrays.equals(hash.of(message), token.stamped().imprint().getHashedMessage())) {
            throw fault(TimestampFault.IMPRINT, on, "it is over something else than this signature");
        }
        return authenticate(given, roots);
    }

    /** The moment that stands in it: nobody's word before the token was verified. */
    public Instant claimedAt() {
        return token.stamped().at();
    }

    /** All but what was stamped. */
    Timestamp authenticate(List<Certificate> given, List<Certificate> roots) {
        if (!token.isOverContent()) {
            throw fault(TimestampFault.SIGNATURE, on, "its content is not what its authority has signed");
        }
        List<Certificate> all = new ArrayList<>(certificates);
        all.addAll(given);
        Certificate signer = signer(all);
        // Before the signature: a stranger's signature need not be computed.
        CertificateChain chain =
                CertificateChain.find(signer, all, roots, token.stamped().at(), LeafPurpose.TIME_STAMPING);
        if (token.algorithms().isEmpty()) {
            throw algorithm(on);
        }
        if (signer.verify(token.algorithms(), token.attributes(), token.signature())
                .isEmpty()) {
            throw fault(TimestampFault.SIGNATURE, on, "it is not signed by " + signer.name());
        }
        return new Timestamp(token.stamped().at(), token.stamped().accuracy(), chain);
    }

    /**
     * The certificate that the signed attributes name by its hash, wherever it stands: one that is only put first in the
     * token is no signer (CVE-2026-39984).
     */
    private Certificate signer(List<Certificate> all) {
        return all.stream()
                .filter(token.binding()::names)
                .findFirst()
                .orElseThrow(() ->
                        fault(TimestampFault.SIGNER, on, "the certificate that it names as its signer's is not there"));
    }

    private static ImmureException algorithm(String on) {
        return fault(TimestampFault.ALGORITHM, on, "its hash or signature algorithm is broken or not supported");
    }

    private static ImmureException limit(String on, String why) {
        return fault(TimestampFault.LIMIT, on, why);
    }

    private static ImmureException fault(TimestampFault code, String on, String why) {
        return new ImmureException(new Fault(
                code,
                "cannot use time stamp",
                on,
                why,
                "Have the signature time-stamped anew by an authority you trust"));
    }
}
