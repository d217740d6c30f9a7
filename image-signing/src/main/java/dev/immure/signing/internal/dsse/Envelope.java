package dev.immure.signing.internal.dsse;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.AttestationFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A payload, its type, and signatures over both (DSSE, envelope.md). Says nothing of who signed: {@link #encoded()} is
 * what a signature must be over.
 *
 * <p>Members that DSSE does not name are ignored, as it asks (signers put certificates beside {@code sig}); nothing that
 * is relied upon stands in them.
 */
public final class Envelope {
    /** The type of a payload that is an in-toto statement. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    /** Bytes of an envelope as JSON: a bill of materials of 12 MiB. */
    public static final int MAX_BYTES = 16 << 20;
    /** More than one is never trusted; they are read so that the refusal can say how many there were. */
    public static final int MAX_SIGNATURES = 16;

    /** Bytes. RSA-8192 takes 1,024. */
    private static final int MAX_SIGNATURE = 4 << 10;

    private static final int MAX_TEXT = 1 << 10;
    private static final String WHAT = "cannot read signed envelope";
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 16, 1024);

    private final byte[] payload;
    private final String payloadType;
    private final List<EnvelopeSignature> signatures;

    public Envelope(byte[] payload, String payloadType, List<EnvelopeSignature> signatures) {
        this.payload = payload.clone();
        this.payloadType = payloadType;
        this.signatures = List.copyOf(signatures);
    }

    /**
     * @param on what to call the envelope in a fault
     * @throws ImmureException with ENVELOPE or LIMIT
     */
    public static Envelope parse(byte[] json, String on) {
        try {
            return of(StrictJson.parseObject(json, LIMITS));
        } catch (JsonException e) {
            throw AttestationFaults.of(AttestationFault.ENVELOPE, WHAT, on, e);
        }
    }

    /** The same for an envelope inside another document, whose reader has set the limits. */
    public static Envelope parse(JsonObject json, String on) {
        try {
            return of(json);
        } catch (JsonException e) {
            throw AttestationFaults.of(AttestationFault.ENVELOPE, WHAT, on, e);
        }
    }

    public byte[] payload() {
        return payload.clone();
    }

    public String payloadType() {
        return payloadType;
    }

    /** At least one, at most {@value #MAX_SIGNATURES}. */
    public List<EnvelopeSignature> signatures() {
        return signatures;
    }

    /**
     * The one signature. Readers of an envelope with several disagree whether one or all must be good (sigstore refuses
     * them: protobuf-specs, sigstore_bundle.proto, "MUST contain exactly one signature").
     *
     * @throws ImmureException with SIGNATURES
     */
    public EnvelopeSignature signature(String on) {
        if (signatures.size() != 1) {
            throw AttestationFaults.of(
                    AttestationFault.SIGNATURES,
                    "cannot rely on signed envelope",
                    on,
                    "it has " + signatures.size() + " signatures, and one is read");
        }
        return signatures.getFirst();
    }

    /**
     * The payload, when its type is that of an in-toto statement.
     *
     * @throws ImmureException with PAYLOAD_TYPE
     */
    public byte[] statement(String on) {
        if (!payloadType.equals(IN_TOTO)) {
            throw AttestationFaults.of(
                    AttestationFault.PAYLOAD_TYPE,
                    "cannot rely on signed envelope",
                    on,
                    "its payload is of type \"" + payloadType + "\", not " + IN_TOTO);
        }
        return payload();
    }

    /** As it is stored; members in the order that Go's readers and writers have. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("payloadType", payloadType);
        json.put("payload", Base64.getEncoder().encodeToString(payload));
        json.put("signatures", signatures.stream().map(EnvelopeSignature::json).toList());
        return json;
    }

    /** The bytes that are signed: payload and type, each with its length before it (DSSE, protocol.md, "PAE"). */
    public byte[] encoded() {
        return encode(payloadType, payload);
    }

    public static byte[] encode(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] encoded = new byte[head.length + payload.length];
        System.arraycopy(head, 0, encoded, 0, head.length);
        System.arraycopy(payload, 0, encoded, head.length, payload.length);
        return encoded;
    }

    private static Envelope of(JsonObject root) throws JsonException {
        root.refuseCaseVariantsOf(Set.of("payload", "payloadType", "signatures"));
        String type = bounded("payloadType", root.requireString("payloadType"));
        if (type.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"payloadType\" is empty");
        }
        List<JsonObject> items = root.objects("signatures");
        if (items.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"signatures\" is missing or empty");
        }
        if (items.size() > MAX_SIGNATURES) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "it has more than " + MAX_SIGNATURES + " signatures");
        }
        List<EnvelopeSignature> signatures = new ArrayList<>();
        for (JsonObject item : items) {
            signatures.add(signature(item));
        }
        return new Envelope(base64("payload", root.requireString("payload")), type, signatures);
    }

    private static EnvelopeSignature signature(JsonObject item) throws JsonException {
        item.refuseCaseVariantsOf(Set.of("sig", "keyid"));
        String text = item.requireString("sig");
        if (text.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"sig\" is empty");
        }
        if (text.length() > MAX_SIGNATURE * 4 / 3 + 4) {
            throw new JsonException(Flaw.TOO_LARGE, "\"sig\" is longer than " + MAX_SIGNATURE + " bytes");
        }
        return new EnvelopeSignature(
                base64("sig", text), bounded("keyid", item.string("keyid").orElse("")));
    }

    private static String bounded(String name, String text) throws JsonException {
        if (text.length() > MAX_TEXT) {
            throw new JsonException(Flaw.TOO_LARGE, "\"" + name + "\" is longer than " + MAX_TEXT + " characters");
        }
        return text;
    }

    /** DSSE allows both alphabets of RFC 4648; each only whole, with its padding, and with no bit left over. */
    private static byte[] base64(String name, String text) throws JsonException {
        boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            byte[] bytes = (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            String again = (urlSafe ? Base64.getUrlEncoder() : Base64.getEncoder()).encodeToString(bytes);
            if (again.equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not base64: " + e.getMessage());
        }
        throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not base64 in its one form");
    }
}
