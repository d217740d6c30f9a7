package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import dev.immure.signing.internal.sigstore.wire.Message;
import dev.immure.signing.internal.sigstore.wire.PemText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads the canonical body of a log entry (rekor, pkg/types; rekor-tiles, api/proto). The log has canonicalized it, so
 * members that its kinds do not write are a sign of another kind, and refused.
 */
public final class EntryBodyReader {
    private static final JsonLimits LIMITS = new JsonLimits(LogEntry.MAX_BODY, 16, 256);
    private static final int MAX_PEM = 64 << 10;
    private static final int MAX_CERTIFICATE = 32 << 10;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PUBLIC_KEY = "PUBLIC KEY";

    private EntryBodyReader() {}

    /**
     * @param announced what the bundle says the entry is; the body must say the same
     * @throws ImmureException with LOG_BODY or LIMIT
     */
    public static EntryBody read(Bytes body, Optional<EntryKind> announced, String on) {
        try {
            Message root = Message.of(StrictJson.parseObject(body.toArray(), LIMITS), "apiVersion", "kind", "spec");
            EntryKind known = EntryKind.of(root.requireString("kind"), root.requireString("apiVersion"))
                    .orElseThrow(() -> new JsonException(Flaw.TYPE, "it is of a kind that is not known"));
            if (announced.isPresent() && !announced.get().equals(known)) {
                throw new JsonException(Flaw.TYPE, "it is a " + known + ", not a " + announced.get());
            }
            return spec(root, known);
        } catch (JsonException e) {
            throw BundleFaults.malformed(SigstoreFault.LOG_BODY, "cannot read log", on, e);
        }
    }

    private static EntryBody spec(Message root, EntryKind kind) throws JsonException {
        return switch (kind) {
            case HASHEDREKORD_1 -> hashedRekord1(root.requireMessage("spec", "data", "signature"));
            case HASHEDREKORD_2 ->
                hashedRekord2(root.requireMessage("spec", "hashedRekordV002")
                        .requireMessage("hashedRekordV002", "data", "signature"));
            case DSSE_1 -> dsse1(root.requireMessage("spec", "envelopeHash", "payloadHash", "signatures"));
            case DSSE_2 ->
                dsse2(root.requireMessage("spec", "dsseV002").requireMessage("dsseV002", "payloadHash", "signatures"));
            case INTOTO_1 -> intoto1(root.requireMessage("spec", "content", "publicKey"));
            case INTOTO_2 ->
                intoto2(root.requireMessage("spec", "content")
                        .requireMessage("content", "envelope", "hash", "payloadHash"));
        };
    }

    private static EntryBody hashedRekord1(Message spec) throws JsonException {
        Message hash = spec.requireMessage("data", "hash").requireMessage("hash", "algorithm", "value");
        Message signature = spec.requireMessage("signature", "content", "format", "publicKey");
        HashAlgorithm algorithm = rekorAlgorithm(hash);
        return new EntryBody.OverHash(
                algorithm,
                rekorHash(hash, algorithm),
                signature.requireBytes("content", LogEntry.MAX_SIGNATURE),
                pem("content", signature.requireMessage("publicKey", "content").requireBytes("content", MAX_PEM)));
    }

    private static EntryBody hashedRekord2(Message spec) throws JsonException {
        Message data = spec.requireMessage("data", "algorithm", "digest");
        Message signature = spec.requireMessage("signature", "content", "verifier");
        HashAlgorithm algorithm = protoAlgorithm(data);
        return new EntryBody.OverHash(
                algorithm,
                data.requireExactly("digest", algorithm.length()),
                signature.requireBytes("content", LogEntry.MAX_SIGNATURE),
                verifier(signature));
    }

    private static EntryBody dsse1(Message spec) throws JsonException {
        Message hash = spec.requireMessage("payloadHash", "algorithm", "value");
        Message signature = only(spec.messages("signatures", 16, "signature", "verifier"));
        HashAlgorithm algorithm = rekorAlgorithm(hash);
        return new EntryBody.OverPayload(
                algorithm,
                rekorHash(hash, algorithm),
                signature.requireBytes("signature", LogEntry.MAX_SIGNATURE),
                pem("verifier", signature.requireBytes("verifier", MAX_PEM)));
    }

    private static EntryBody dsse2(Message spec) throws JsonException {
        Message hash = spec.requireMessage("payloadHash", "algorithm", "digest");
        Message signature = only(spec.messages("signatures", 16, "content", "verifier"));
        HashAlgorithm algorithm = protoAlgorithm(hash);
        return new EntryBody.OverPayload(
                algorithm,
                hash.requireExactly("digest", algorithm.length()),
                signature.requireBytes("content", LogEntry.MAX_SIGNATURE),
                verifier(signature));
    }

    private static EntryBody intoto1(Message spec) throws JsonException {
        Message content = spec.requireMessage("content", "hash", "payloadHash");
        return new EntryBody.OverEnvelope(
                sha256(content, "hash"),
                sha256(content, "payloadHash"),
                pem("publicKey", spec.requireBytes("publicKey", MAX_PEM)));
    }

    /** Its signature is base64 twice over: the envelope that was submitted holds base64, as text. */
    private static EntryBody intoto2(Message content) throws JsonException {
        Message envelope = content.requireMessage("envelope", "payloadType", "signatures", "payload");
        Message signature = only(envelope.messages("signatures", 16, "keyid", "publicKey", "sig"));
        byte[] text = signature.requireBytes("sig", 2 * LogEntry.MAX_SIGNATURE).toArray();
        Bytes payloadHash = sha256(content, "payloadHash");
        requirePayload(envelope, payloadHash);
        return new EntryBody.OverPayload(
                HashAlgorithm.SHA2_256,
                payloadHash,
                inner(new String(text, StandardCharsets.ISO_8859_1)),
                pem("publicKey", signature.requireBytes("publicKey", MAX_PEM)));
    }

    /** Logs of sigstore drop the payload; others hold it, and then it is the one that is hashed. */
    private static void requirePayload(Message envelope, Bytes payloadHash) throws JsonException {
        Optional<Bytes> payload = envelope.bytes("payload", LogEntry.MAX_BODY);
        if (payload.isPresent()) {
            Bytes bytes = inner(new String(payload.get().toArray(), StandardCharsets.ISO_8859_1));
            if (!HashAlgorithm.SHA2_256.of(bytes.toArray()).equals(payloadHash)) {
                throw new JsonException(Flaw.TYPE, "its payload has another hash than \"payloadHash\"");
            }
        }
    }

    private static Bytes inner(String base64) throws JsonException {
        try {
            return Bytes.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new JsonException(Flaw.TYPE, "it is to hold base64 of base64");
        }
    }

    private static Message only(List<Message> signatures) throws JsonException {
        if (signatures.size() != 1) {
            throw new JsonException(Flaw.TYPE, "it has " + signatures.size() + " signatures, and one is read");
        }
        return signatures.getFirst();
    }

    private static Bytes sha256(Message content, String name) throws JsonException {
        Message hash = content.requireMessage(name, "algorithm", "value");
        if (rekorAlgorithm(hash) != HashAlgorithm.SHA2_256) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not a SHA-256");
        }
        return rekorHash(hash, HashAlgorithm.SHA2_256);
    }

    private static HashAlgorithm rekorAlgorithm(Message hash) throws JsonException {
        return HashAlgorithm.ofRekor(hash.requireString("algorithm")).orElseThrow(EntryBodyReader::unknownHash);
    }

    private static HashAlgorithm protoAlgorithm(Message hash) throws JsonException {
        return HashAlgorithm.ofProto(hash.requireString("algorithm")).orElseThrow(EntryBodyReader::unknownHash);
    }

    private static JsonException unknownHash() {
        return new JsonException(Flaw.TYPE, "its hash is not SHA-256, SHA-384 or SHA-512");
    }

    private static Bytes rekorHash(Message hash, HashAlgorithm algorithm) throws JsonException {
        String hex = hash.requireString("value");
        if (hex.length() != 2 * algorithm.length() || !hex.chars().allMatch(EntryBodyReader::isHexDigit)) {
            throw new JsonException(Flaw.TYPE, "its hash is not " + 2 * algorithm.length() + " hexadecimal digits");
        }
        return Bytes.of(HexFormat.of().parseHex(hex));
    }

    private static boolean isHexDigit(int character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    }

    private static LoggedSigner pem(String name, Bytes pem) throws JsonException {
        PemText block = PemText.parse(name, pem, MAX_CERTIFICATE);
        return switch (block.label()) {
            case CERTIFICATE ->
                new LoggedSigner.ByCertificate(Digest.of(block.der().toArray()));
            case PUBLIC_KEY -> new LoggedSigner.ByKey(Digest.of(block.der().toArray()));
            default -> throw new JsonException(Flaw.TYPE, "\"" + name + "\" is neither a certificate nor a key");
        };
    }

    private static LoggedSigner verifier(Message signature) throws JsonException {
        Message verifier = signature.requireMessage("verifier", "keyDetails", "publicKey", "x509Certificate");
        if (verifier.has("publicKey") == verifier.has("x509Certificate")) {
            throw new JsonException(Flaw.TYPE, "\"verifier\" is to be a certificate or a key");
        }
        if (verifier.has("publicKey")) {
            Message key = verifier.requireMessage("publicKey", "rawBytes");
            return new LoggedSigner.ByKey(
                    Digest.of(key.requireBytes("rawBytes", MAX_CERTIFICATE).toArray()));
        }
        Message certificate = verifier.requireMessage("x509Certificate", "rawBytes");
        return new LoggedSigner.ByCertificate(
                Digest.of(certificate.requireBytes("rawBytes", MAX_CERTIFICATE).toArray()));
    }
}
