package dev.immure.signing.testing.sigstore;

import static dev.immure.signing.testing.sigstore.JsonTree.base64;
import static dev.immure.signing.testing.sigstore.JsonTree.list;
import static dev.immure.signing.testing.sigstore.JsonTree.map;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.dsse.Envelope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A bundle to be made: good unless it is told otherwise. What is told here is done as a signer or a log would do it, so
 * that all that hangs on it fits; what is broken in the finished JSON fits nothing.
 */
public final class BundleDraft {
    public static final byte[] ARTIFACT = "an artifact".getBytes(StandardCharsets.UTF_8);

    private static final Duration DELAY = Duration.ofSeconds(5);

    private final SigstoreBox box;
    private LeafDraft leaf;
    private Optional<TestParty> key = Optional.empty();
    private Optional<byte[]> payload = Optional.empty();
    private String payloadType = Envelope.IN_TOTO;
    private String kind = "hashedrekord 0.0.1";
    private boolean logged = true;
    private boolean stamped;
    private Instant at = SigstoreBox.SIGNED.plus(DELAY);
    private byte[] signed = ARTIFACT;
    private Consumer<JsonTree> entryChange = body -> {};

    BundleDraft(SigstoreBox box) {
        this.box = box;
        this.leaf = box.leaf();
    }

    public BundleDraft leaf(LeafDraft other) {
        leaf = other;
        return this;
    }

    /** Signed with a key that the verifier has, instead of a certificate. */
    public BundleDraft key(TestParty signer) {
        key = Optional.of(signer);
        return this;
    }

    /** An attestation about the artifact. */
    public BundleDraft attestation() {
        return payload(statement("https://in-toto.io/Statement/v1", ARTIFACT)).kind("dsse 0.0.1");
    }

    public BundleDraft payload(byte[] bytes) {
        payload = Optional.of(bytes);
        return this;
    }

    public BundleDraft payloadType(String type) {
        payloadType = type;
        return this;
    }

    /** Kind and version of the log entry. */
    public BundleDraft kind(String kindAndVersion) {
        kind = kindAndVersion;
        return this;
    }

    public BundleDraft unlogged() {
        logged = false;
        return this;
    }

    /** With a timestamp of the box's authority. */
    public BundleDraft stamped() {
        stamped = true;
        return this;
    }

    /** In the log of Rekor v2, which needs a timestamp. */
    public BundleDraft rekor2() {
        return kind("hashedrekord 0.0.2").stamped();
    }

    /** When log and timestamp authority say that they saw the signature. */
    public BundleDraft at(Instant time) {
        at = time;
        return this;
    }

    /** Something else is signed than the artifact. */
    public BundleDraft signed(byte[] other) {
        signed = other;
        return this;
    }

    /** Tells the log something else. */
    public BundleDraft entryChange(Consumer<JsonTree> change) {
        entryChange = change;
        return this;
    }

    public static byte[] statement(String type, byte[] subject) {
        return JsonTree.write(map(
                        "_type",
                        type,
                        "subject",
                        list(map(
                                "name",
                                "artifact",
                                "digest",
                                map("sha256", Digest.of(subject).hex()))),
                        "predicateType",
                        "https://example/predicate",
                        "predicate",
                        map("said", "this")))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A bundle of 0.3. */
    public JsonTree build() {
        TestParty signer = key.orElse(leaf.holder);
        byte[] message =
                payload.map(bytes -> Envelope.encode(payloadType, bytes)).orElse(signed);
        byte[] signature = signer.sign(message);
        byte[] certificate = key.isPresent() ? new byte[0] : box.ca().issue(leaf);
        EntryDraft entry = key.isPresent()
                ? new EntryDraft("PUBLIC KEY", signer.publicKey(), signature)
                : new EntryDraft("CERTIFICATE", certificate, signature);
        Map<String, Object> material = key.isPresent()
                ? map("publicKey", map("hint", "a key"))
                : map("certificate", map("rawBytes", base64(certificate)));
        material.put("tlogEntries", logged ? list(entry(entry, message)) : list());
        if (stamped) {
            material.put(
                    "timestampVerificationData",
                    map(
                            "rfc3161Timestamps",
                            list(map("signedTimestamp", base64(box.tsa().stamp(signature, at))))));
        }
        Map<String, Object> bundle =
                map("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial", material);
        if (payload.isPresent()) {
            bundle.put("dsseEnvelope", envelope(payload.get(), signature));
        } else {
            bundle.put("messageSignature", messageSignature(signature));
        }
        return new JsonTree(bundle);
    }

    private Map<String, Object> entry(EntryDraft draft, byte[] message) {
        byte[] said = payload.orElse(signed);
        JsonTree body = switch (kind) {
            case "hashedrekord 0.0.1" -> draft.hashedRekord1(message);
            case "hashedrekord 0.0.2" -> draft.hashedRekord2(message);
            case "dsse 0.0.1" -> draft.dsse1(said);
            case "dsse 0.0.2" -> draft.dsse2(said);
            case "intoto 0.0.1" -> draft.intoto1(said, asGoWritesIt(said, draft.signature()));
            case "intoto 0.0.2" -> draft.intoto2(said, payloadType);
            default -> throw new IllegalArgumentException(kind);
        };
        entryChange.accept(body);
        String[] parts = kind.split(" ", -1);
        boolean second = parts[1].equals("0.0.2") && !parts[0].equals("intoto");
        return second
                ? box.log2().append(parts[0], parts[1], body.bytes(), Instant.EPOCH)
                : box.log().append(parts[0], parts[1], body.bytes(), at);
    }

    private byte[] asGoWritesIt(byte[] said, byte[] signature) {
        return JsonTree.write(map(
                        "payloadType", payloadType,
                        "payload", base64(said),
                        "signatures", list(map("keyid", "", "sig", base64(signature)))))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, Object> envelope(byte[] said, byte[] signature) {
        List<Object> signatures = list(map("sig", base64(signature), "keyid", ""));
        return map("payload", base64(said), "payloadType", payloadType, "signatures", signatures);
    }

    private static Map<String, Object> messageSignature(byte[] signature) {
        byte[] hash = HexFormat.of().parseHex(Digest.of(ARTIFACT).hex());
        return map(
                "messageDigest", map("algorithm", "SHA2_256", "digest", base64(hash)), "signature", base64(signature));
    }
}
