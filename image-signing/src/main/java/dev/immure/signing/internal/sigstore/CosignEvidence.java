package dev.immure.signing.internal.sigstore;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.bundle.BundleSigner;
import dev.immure.signing.internal.sigstore.rekor.LogEntry;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.Message;
import dev.immure.signing.internal.sigstore.wire.PemText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What cosign, before bundles, writes into the annotations of a signature's layer (cosign, pkg/oci/static/signature.go;
 * its SIGNATURE_SPEC.md has another prefix, which no signature bears).
 *
 * @param entries the log entry, if there is one, with its promise
 * @param timestamps the RFC 3161 response, if there is one
 */
record CosignEvidence(BundleSigner signer, List<LogEntry> entries, List<Bytes> timestamps) {
    static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    static final String BUNDLE = "dev.sigstore.cosign/bundle";
    static final String TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

    private static final String WHAT = "cannot read annotations of";
    private static final JsonLimits LIMITS = new JsonLimits(2 << 20, 4, 16);
    private static final int MAX_CERTIFICATE = 32 << 10;
    private static final int MAX_TIMESTAMP = 64 << 10;
    private static final Pattern LOG_ID = Pattern.compile("[0-9a-f]{64}");

    CosignEvidence {
        entries = List.copyOf(entries);
        timestamps = List.copyOf(timestamps);
    }

    /**
     * Reads the annotations that count. The chain of issuers is passed over: issuers are those of the trusted root.
     *
     * @throws ImmureException with BUNDLE or LIMIT
     */
    static CosignEvidence of(Map<String, String> annotations, String on) {
        try {
            return new CosignEvidence(signer(annotations), entries(annotations), timestamps(annotations));
        } catch (JsonException e) {
            throw BundleFaults.malformed(SigstoreFault.BUNDLE, WHAT, on, e);
        }
    }

    private static BundleSigner signer(Map<String, String> annotations) throws JsonException {
        Optional<String> pem = present(annotations, CERTIFICATE);
        if (pem.isEmpty()) {
            return new BundleSigner.ManagedKey();
        }
        Bytes text = Bytes.of(pem.get().strip().getBytes(StandardCharsets.UTF_8));
        PemText block = PemText.parse(CERTIFICATE, text, MAX_CERTIFICATE);
        if (!block.label().equals("CERTIFICATE")) {
            throw new JsonException(Flaw.TYPE, "\"" + CERTIFICATE + "\" is no certificate");
        }
        return new BundleSigner.Certified(block.der());
    }

    private static List<LogEntry> entries(Map<String, String> annotations) throws JsonException {
        Optional<String> json = present(annotations, BUNDLE);
        if (json.isEmpty()) {
            return List.of();
        }
        Message bundle = object(json.get(), "SignedEntryTimestamp", "Payload");
        Message payload = bundle.requireMessage("Payload", "body", "integratedTime", "logIndex", "logID");
        String logId = payload.requireString("logID");
        long time = payload.number("integratedTime");
        if (!LOG_ID.matcher(logId).matches() || time > LogEntry.MAX_TIME) {
            throw new JsonException(Flaw.TYPE, "\"logID\" or \"integratedTime\" is not that of a log entry");
        }
        return List.of(new LogEntry(
                Optional.empty(),
                Bytes.of(HexFormat.of().parseHex(logId)),
                payload.number("logIndex"),
                time,
                Optional.of(bundle.requireBytes("SignedEntryTimestamp", LogEntry.MAX_SIGNATURE)),
                Optional.empty(),
                payload.requireBytes("body", LogEntry.MAX_BODY)));
    }

    private static List<Bytes> timestamps(Map<String, String> annotations) throws JsonException {
        Optional<String> json = present(annotations, TIMESTAMP);
        return json.isEmpty()
                ? List.of()
                : List.of(object(json.get(), "SignedRFC3161Timestamp")
                        .requireBytes("SignedRFC3161Timestamp", MAX_TIMESTAMP));
    }

    private static Optional<String> present(Map<String, String> annotations, String name) {
        return Optional.ofNullable(annotations.get(name)).filter(text -> !text.isBlank());
    }

    private static Message object(String json, String... known) throws JsonException {
        return Message.of(StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), LIMITS), known);
    }
}
