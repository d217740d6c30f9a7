package dev.immure.signing.testing.sigstore;

import static dev.immure.signing.testing.sigstore.JsonTree.base64;
import static dev.immure.signing.testing.sigstore.JsonTree.list;
import static dev.immure.signing.testing.sigstore.JsonTree.map;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A whole sigstore instance in memory: authorities, logs, and the trusted root that names them. */
public final class SigstoreBox {
    /** When its signatures are made. */
    public static final Instant SIGNED = Instant.parse("2026-03-01T12:00:00Z");

    private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2035-01-01T00:00:00Z");

    private final TestCa ca;
    private final TestCtLog ctLog = new TestCtLog();
    private final TestLog log = new TestLog("rekor.example", TestParty.ecdsa());
    private final TestLog log2 = new TestLog("log2.rekor.example", TestParty.ed25519());
    private final TestTsa tsa = TestTsa.create(FROM, TO);

    private SigstoreBox(Instant intermediateEnds) {
        ca = TestCa.create(FROM, TO, intermediateEnds, KeyPurposeId.id_kp_codeSigning);
    }

    public static SigstoreBox create() {
        return new SigstoreBox(TO);
    }

    /** One whose intermediate authority has expired when signatures are made. */
    public static SigstoreBox withExpiredIntermediate() {
        return new SigstoreBox(SIGNED.minus(Duration.ofDays(1)));
    }

    public TestCa ca() {
        return ca;
    }

    public TestCtLog ctLog() {
        return ctLog;
    }

    /** Of Rekor v1: it promises, and tells the time. */
    public TestLog log() {
        return log;
    }

    /** Of Rekor v2: it proves, and tells no time. */
    public TestLog log2() {
        return log2;
    }

    public TestTsa tsa() {
        return tsa;
    }

    public LeafDraft leaf() {
        return new LeafDraft(SIGNED, ctLog);
    }

    public BundleDraft draft() {
        return new BundleDraft(this);
    }

    /** {@code trusted_root.json}, to be broken. */
    public JsonTree root() {
        return new JsonTree(map(
                "mediaType",
                "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs",
                list(
                        logKey("https://rekor.example", log.key(), "PKIX_ECDSA_P256_SHA_256", log.id()),
                        logKey("https://log2.rekor.example", log2.key(), "PKIX_ED25519", log2.id())),
                "certificateAuthorities",
                list(authority("https://fulcio.example", List.of(ca.intermediate(), ca.root()))),
                "ctlogs",
                list(logKey(
                        "https://ct.example",
                        ctLog.key(),
                        "PKIX_ECDSA_P256_SHA_256",
                        ctLog.key().id())),
                "timestampAuthorities",
                list(authority("https://tsa.example", tsa.chain()))));
    }

    /** A log as a trusted root has it. */
    public static Map<String, Object> logKey(String url, TestParty key, String details, byte[] id) {
        return map(
                "baseUrl",
                url,
                "hashAlgorithm",
                "SHA2_256",
                "publicKey",
                map(
                        "rawBytes", base64(key.publicKey()),
                        "keyDetails", details,
                        "validFor", map("start", FROM.toString())),
                "logId",
                map("keyId", base64(id)));
    }

    /** An authority as a trusted root has it. */
    public static Map<String, Object> authority(String url, List<byte[]> chain) {
        List<Object> certificates = list();
        chain.forEach(der -> certificates.add(map("rawBytes", base64(der))));
        return map(
                "subject", map("organization", "Test", "commonName", "test"),
                "uri", url,
                "certChain", map("certificates", certificates),
                "validFor", map("start", FROM.toString()));
    }
}
