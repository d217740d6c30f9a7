package dev.immure.signing.internal.sigstore.fulcio;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.sigstore.root.LogKey;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.x509.Asn1;
import dev.immure.signing.internal.x509.Certificate;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * Checks the timestamps that certificate transparency logs gave for a certificate, embedded in it (RFC 6962, 3.2 and
 * 3.3). So a certificate that Fulcio was made to issue in secret does not count.
 */
public final class SctVerifier {
    private static final String EXTENSION = "1.3.6.1.4.1.11129.2.4.2";
    private static final String WHAT = "cannot accept certificate";
    private static final int PRECERTIFICATE = 1;
    /** RFC 6962, 2.1.4: a log signs with one of these two. */
    private static final Map<SignatureAlgorithm, Integer> KINDS =
            Map.of(SignatureAlgorithm.ECDSA_P256_SHA256, Sct.ECDSA, SignatureAlgorithm.RSA_PKCS1_SHA256, Sct.RSA);

    private final List<LogKey> logs;
    private final SctDemand demand;
    private final CheckLog checks;

    /** @param logs certificate transparency logs of the trusted root */
    public SctVerifier(List<LogKey> logs, SctDemand demand, CheckLog checks) {
        this.logs = List.copyOf(logs);
        this.demand = demand;
        this.checks = checks;
    }

    /**
     * @param issuer of the certificate, from the chain that was verified and not by its name: two authorities may have
     *     the same name
     * @return SHA-256 of the keys of the logs that have seen it
     * @throws ImmureException with SCT
     */
    public Set<Digest> verify(Certificate certificate, Certificate issuer) {
        String on = certificate.fingerprint().toString();
        List<Sct> timestamps = checks.step("sct-format", on, "RFC 6962", () -> embedded(certificate, on));
        Set<Digest> seenBy = new HashSet<>();
        for (Sct timestamp : timestamps) {
            List<LogKey> named = logs.stream()
                    .filter(log -> log.id().equals(timestamp.logId()))
                    .toList();
            if (!named.isEmpty()) {
                LogKey log = checks.step(
                        "sct",
                        "log " + timestamp.logId().hex().substring(0, 16),
                        "log key at " + timestamp.at(),
                        () -> signed(certificate, issuer, timestamp, named));
                seenBy.add(log.key().fingerprint());
            }
        }
        if (seenBy.isEmpty() && demand == SctDemand.REQUIRED) {
            throw fault(on, "no certificate transparency log of the trusted root has seen it");
        }
        return seenBy;
    }

    private List<Sct> embedded(Certificate certificate, String on) {
        Optional<byte[]> extension = certificate.extension(EXTENSION);
        if (extension.isEmpty()) {
            return switch (demand) {
                case NONE -> List.of();
                case REQUIRED -> throw fault(on, "it holds no timestamp of a certificate transparency log");
            };
        }
        return Asn1.der(
                        extension.get(),
                        value -> ASN1OctetString.getInstance(value).getOctets())
                .flatMap(Sct::list)
                .orElseThrow(() -> fault(on, "its list of timestamps is malformed"));
    }

    private static LogKey signed(Certificate certificate, Certificate issuer, Sct timestamp, List<LogKey> named) {
        String on = certificate.fingerprint().toString();
        byte[] message = signedBytes(certificate, issuer, timestamp);
        return named.stream()
                .filter(log -> log.validity().covers(timestamp.at()))
                .filter(log -> isAlgorithmOf(log, timestamp))
                .filter(log -> log.signed(message, timestamp.signature().toArray()))
                .findFirst()
                .orElseThrow(() -> fault(
                        on,
                        "the timestamp of a certificate transparency log is not signed by it, or not while it counts"));
    }

    /** What the timestamp says of its algorithm is not signed; it must be the log's. */
    private static boolean isAlgorithmOf(LogKey log, Sct timestamp) {
        int kind = KINDS.getOrDefault(log.algorithm(), -1);
        return timestamp.hash() == Sct.SHA256 && timestamp.signatureKind() == kind;
    }

    /** {@code digitally-signed} of RFC 6962, 3.2, for a precertificate: the certificate without its timestamps. */
    private static byte[] signedBytes(Certificate certificate, Certificate issuer, Sct timestamp) {
        byte[] part = certificate.signedPartWithout(EXTENSION);
        byte[] extensions = timestamp.extensions().toArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0); // v1
        out.write(0); // certificate_timestamp
        out.writeBytes(
                ByteBuffer.allocate(Long.BYTES).putLong(timestamp.millis()).array());
        out.write(0);
        out.write(PRECERTIFICATE);
        out.writeBytes(HexFormat.of().parseHex(issuer.key().fingerprint().hex()));
        out.write(part.length >>> 16);
        out.write(part.length >>> 8);
        out.write(part.length);
        out.writeBytes(part);
        out.write(extensions.length >>> 8);
        out.write(extensions.length);
        out.writeBytes(extensions);
        return out.toByteArray();
    }

    private static ImmureException fault(String on, String why) {
        return BundleFaults.refused(SigstoreFault.SCT, WHAT, on, why);
    }
}
