package dev.immure.signing.testing.sigstore;

import static dev.immure.signing.testing.sigstore.JsonTree.base64;
import static dev.immure.signing.testing.sigstore.JsonTree.list;
import static dev.immure.signing.testing.sigstore.JsonTree.map;

import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a log is told about a signature, in the form of each kind of entry. */
final class EntryDraft {
    private final String label;
    private final byte[] signer;
    private final byte[] signature;

    /** @param signer a certificate's DER or a public key, under its PEM label */
    EntryDraft(String label, byte[] signer, byte[] signature) {
        this.label = label;
        this.signer = signer;
        this.signature = signature;
    }

    byte[] signature() {
        return signature;
    }

    /** @param signed what the signature is over */
    JsonTree hashedRekord1(byte[] signed) {
        return body(
                "0.0.1",
                "hashedrekord",
                map(
                        "data", map("hash", sha256(signed)),
                        "signature", map("content", base64(signature), "publicKey", map("content", base64(pem())))));
    }

    JsonTree hashedRekord2(byte[] signed) {
        return body(
                "0.0.2",
                "hashedrekord",
                map(
                        "hashedRekordV002",
                        map(
                                "data", protoSha256(signed),
                                "signature", map("content", base64(signature), "verifier", verifier()))));
    }

    JsonTree dsse1(byte[] payload) {
        return body(
                "0.0.1",
                "dsse",
                map(
                        "envelopeHash", sha256(new byte[0]),
                        "payloadHash", sha256(payload),
                        "signatures", list(map("signature", base64(signature), "verifier", base64(pem())))));
    }

    JsonTree dsse2(byte[] payload) {
        return body(
                "0.0.2",
                "dsse",
                map(
                        "dsseV002",
                        map(
                                "payloadHash", protoSha256(payload),
                                "signatures", list(map("content", base64(signature), "verifier", verifier())))));
    }

    JsonTree intoto1(byte[] payload, byte[] envelope) {
        return body(
                "0.0.1",
                "intoto",
                map(
                        "content", map("hash", sha256(envelope), "payloadHash", sha256(payload)),
                        "publicKey", base64(pem())));
    }

    JsonTree intoto2(byte[] payload, String payloadType) {
        return body(
                "0.0.2",
                "intoto",
                map(
                        "content",
                        map(
                                "envelope",
                                map(
                                        "payloadType",
                                        payloadType,
                                        "signatures",
                                        list(map(
                                                "publicKey", base64(pem()),
                                                "sig", base64(base64(signature))))),
                                "hash",
                                sha256(new byte[0]),
                                "payloadHash",
                                sha256(payload))));
    }

    private static JsonTree body(String version, String kind, Object spec) {
        return new JsonTree(map("apiVersion", version, "kind", kind, "spec", spec));
    }

    private static Object sha256(byte[] message) {
        return map("algorithm", "sha256", "value", Digest.of(message).hex());
    }

    private static Object protoSha256(byte[] message) {
        byte[] hash = HexFormat.of().parseHex(Digest.of(message).hex());
        return map("algorithm", "SHA2_256", "digest", base64(hash));
    }

    private byte[] pem() {
        return TestPem.of(label, signer).getBytes(StandardCharsets.US_ASCII);
    }

    private Object verifier() {
        String kind = label.equals("CERTIFICATE") ? "x509Certificate" : "publicKey";
        return map("keyDetails", "PKIX_ECDSA_P256_SHA_256", kind, map("rawBytes", base64(signer)));
    }
}
