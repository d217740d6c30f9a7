package dev.immure.signing.internal.sigstore.bundle;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.rekor.LogEntry;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import dev.immure.signing.internal.sigstore.wire.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a sigstore bundle of 0.1, 0.2 or 0.3 (protobuf-specs, sigstore_bundle.proto), strictly. */
public final class BundleReader {
    private static final String WHAT = "cannot read bundle";
    /** 32 entries with paths of 63 hashes, and as much again for the members around them. */
    private static final JsonLimits LIMITS = new JsonLimits(Bundle.MAX_BYTES, 16, 5000);

    private static final int MAX_CERTIFICATE = 32 << 10;
    private static final int MAX_CHAIN = 16;
    /** Bytes of a timestamp with the certificates of its authority. */
    private static final int MAX_TIMESTAMP = 64 << 10;

    private final String on;

    private BundleReader(String on) {
        this.on = on;
    }

    /**
     * @param on what to call the bundle in a fault
     * @throws ImmureException with BUNDLE, LIMIT or DUPLICATE, or what {@link Envelope#parse} says of the envelope
     */
    public static Bundle read(byte[] json, String on) {
        try {
            return new BundleReader(on).bundle(StrictJson.parseObject(json, LIMITS));
        } catch (JsonException e) {
            throw BundleFaults.malformed(SigstoreFault.BUNDLE, WHAT, on, e);
        }
    }

    private Bundle bundle(JsonObject json) throws JsonException {
        Message root = Message.of(json, "mediaType", "verificationMaterial", "messageSignature", "dsseEnvelope");
        BundleVersion version = BundleVersion.of(root.requireString("mediaType"))
                .orElseThrow(() -> new JsonException(Flaw.TYPE, "\"mediaType\" is not that of a bundle of 0.1 to 0.3"));
        Message material = root.requireMessage(
                "verificationMaterial",
                "publicKey",
                "certificate",
                "x509CertificateChain",
                "tlogEntries",
                "timestampVerificationData");
        return new Bundle(
                version, signer(material, version), entries(material, version), timestamps(material), content(root));
    }

    private static BundleSigner signer(Message material, BundleVersion version) throws JsonException {
        boolean chained = material.has("x509CertificateChain");
        boolean single = material.has("certificate");
        boolean managed = material.has("publicKey");
        if ((chained ? 1 : 0) + (single ? 1 : 0) + (managed ? 1 : 0) != 1) {
            throw new JsonException(Flaw.TYPE, "it is to have one of a key, a certificate and a chain");
        }
        if (managed) {
            material.requireMessage("publicKey", "hint");
            return new BundleSigner.ManagedKey();
        }
        // A bundle of 0.3 that is relabelled to be spared its proof has not the shape of the older version.
        if (single != (version == BundleVersion.V0_3)) {
            throw new JsonException(Flaw.TYPE, "a bundle of 0.3 has a certificate, and one before it a chain");
        }
        return new BundleSigner.Certified(single ? certificate(material) : leaf(material));
    }

    private static Bytes certificate(Message material) throws JsonException {
        return material.requireMessage("certificate", "rawBytes").requireBytes("rawBytes", MAX_CERTIFICATE);
    }

    private static Bytes leaf(Message material) throws JsonException {
        List<Message> chain = material.requireMessage("x509CertificateChain", "certificates")
                .messages("certificates", MAX_CHAIN, "rawBytes");
        if (chain.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"certificates\" is empty");
        }
        return chain.getFirst().requireBytes("rawBytes", MAX_CERTIFICATE);
    }

    private List<LogEntry> entries(Message material, BundleVersion version) throws JsonException {
        List<LogEntry> entries = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        for (Message item : material.messages("tlogEntries", Bundle.MAX_ENTRIES, LogEntryReader.MEMBERS)) {
            LogEntry entry = LogEntryReader.read(item);
            requireEvidence(entry, version);
            if (!seen.add(List.of(entry.logId(), entry.logIndex()))) {
                throw duplicate("a log entry");
            }
            entries.add(entry);
        }
        return entries;
    }

    private static void requireEvidence(LogEntry entry, BundleVersion version) throws JsonException {
        boolean met = switch (version) {
            case V0_1 -> entry.promise().isPresent();
            case V0_2, V0_3 ->
                entry.proof().filter(proof -> proof.checkpoint().isPresent()).isPresent();
        };
        if (!met) {
            throw new JsonException(
                    Flaw.MISSING, entry.name() + " lacks the evidence that every entry in a bundle of its version has");
        }
    }

    private List<Bytes> timestamps(Message material) throws JsonException {
        Optional<Message> data = material.message("timestampVerificationData", "rfc3161Timestamps");
        if (data.isEmpty()) {
            return List.of();
        }
        Set<Bytes> timestamps = new LinkedHashSet<>();
        for (Message item : data.get().messages("rfc3161Timestamps", Bundle.MAX_TIMESTAMPS, "signedTimestamp")) {
            if (!timestamps.add(item.requireBytes("signedTimestamp", MAX_TIMESTAMP))) {
                throw duplicate("a timestamp");
            }
        }
        return List.copyOf(timestamps);
    }

    private BundleContent content(Message root) throws JsonException {
        if (root.has("messageSignature") == root.has("dsseEnvelope")) {
            throw new JsonException(Flaw.TYPE, "it is to have either a signature of a message or an envelope");
        }
        Optional<JsonObject> envelope = root.object("dsseEnvelope");
        if (envelope.isPresent()) {
            Message.of(envelope.get(), "payload", "payloadType", "signatures");
            return new BundleContent.DsseEnvelope(Envelope.parse(envelope.get(), on));
        }
        Message message = root.requireMessage("messageSignature", "messageDigest", "signature");
        return new BundleContent.MessageSignature(
                message.requireBytes("signature", LogEntry.MAX_SIGNATURE), messageDigest(message));
    }

    private static Optional<BundleContent.MessageDigest> messageDigest(Message message) throws JsonException {
        Optional<Message> digest = message.message("messageDigest", "algorithm", "digest");
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        HashAlgorithm algorithm = HashAlgorithm.ofProto(digest.get().requireString("algorithm"))
                .orElseThrow(() -> new JsonException(Flaw.TYPE, "\"algorithm\" is not SHA2_256, SHA2_384 or SHA2_512"));
        return Optional.of(
                new BundleContent.MessageDigest(algorithm, digest.get().requireExactly("digest", algorithm.length())));
    }

    private ImmureException duplicate(String what) {
        return BundleFaults.refused(SigstoreFault.DUPLICATE, WHAT, on, what + " stands in it twice");
    }
}
