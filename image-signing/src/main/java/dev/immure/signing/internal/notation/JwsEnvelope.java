package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Flattened JWS, as signature-envelope-jws.md narrows RFC 7515: four members, all text, and no other form. */
final class JwsEnvelope implements EnvelopeParts {
    private static final JsonLimits LIMITS = new JsonLimits(NotationEnvelope.MAX_BYTES, 4, 64);
    private static final JsonLimits HEADER_LIMITS = new JsonLimits(64 << 10, 16, 1024);
    private static final Set<String> MEMBERS = Set.of("payload", "protected", "header", "signature");
    private static final Set<String> REGISTERED = Set.of("alg", "cty", "crit");
    private static final String X5C = "x5c";

    /** Neither "none" nor any HMAC: a verifier that takes them lets anybody sign. */
    private static final Map<String, SignatureAlgorithm> ALGORITHMS = Map.of(
            "PS256", SignatureAlgorithm.RSA_PSS_SHA256,
            "PS384", SignatureAlgorithm.RSA_PSS_SHA384,
            "PS512", SignatureAlgorithm.RSA_PSS_SHA512,
            "ES256", SignatureAlgorithm.ECDSA_P256_SHA256,
            "ES384", SignatureAlgorithm.ECDSA_P384_SHA384,
            "ES512", SignatureAlgorithm.ECDSA_P521_SHA512);

    private final Header header;
    private final SignatureAlgorithm algorithm;
    private final byte[] payload;
    private final byte[] signedBytes;
    private final byte[] signature;
    private final List<byte[]> certificates;
    private final Optional<byte[]> timestamp;

    private JwsEnvelope(JsonObject root, String on) throws JsonException {
        if (!root.members().keySet().equals(MEMBERS)) {
            throw new JsonException(
                    Flaw.TYPE, "it is to have payload, protected, header and signature, and nothing else");
        }
        String protectedText = root.requireString("protected");
        String payloadText = root.requireString("payload");
        payload = url("payload", payloadText);
        signature = url("signature", root.requireString("signature"));
        // RFC 7515, 5.1: both as they stand there.
        signedBytes = (protectedText + "." + payloadText).getBytes(StandardCharsets.US_ASCII);
        JsonObject signed = StrictJson.parseObject(url("protected", protectedText), HEADER_LIMITS);
        JsonObject unsigned = root.requireObject("header");
        checkNames(signed, unsigned);
        algorithm = algorithm(signed, on);
        if (!signed.requireString("cty").equals(Attributes.PAYLOAD_TYPE)) {
            throw new JsonException(Flaw.TYPE, "\"cty\" is not " + Attributes.PAYLOAD_TYPE);
        }
        header = new Header(signed, signed.strings("crit"), on);
        certificates = certificates(unsigned);
        timestamp = timestamp(unsigned);
    }

    static EnvelopeParts read(byte[] envelope, String on) {
        try {
            return new JwsEnvelope(StrictJson.parseObject(envelope, LIMITS), on);
        } catch (JsonException e) {
            throw NotationFaults.malformed(NotationFault.ENVELOPE, on, e.why());
        }
    }

    /** Go's encoding/json takes {@code Alg} for {@code alg}; and RFC 7515, 4 forbids a name in both headers. */
    private static void checkNames(JsonObject signed, JsonObject unsigned) throws JsonException {
        Set<String> known = new HashSet<>(Attributes.SIGNED);
        known.addAll(REGISTERED);
        signed.refuseCaseVariantsOf(known);
        unsigned.refuseCaseVariantsOf(Set.of(X5C, Attributes.TIMESTAMP));
        for (String name : unsigned.members().keySet()) {
            if (signed.members().containsKey(name) || known.contains(name)) {
                throw new JsonException(Flaw.TYPE, "\"" + name + "\" stands in the header that is not signed");
            }
        }
    }

    private static SignatureAlgorithm algorithm(JsonObject signed, String on) throws JsonException {
        String name = signed.requireString("alg");
        return Optional.ofNullable(ALGORITHMS.get(name)).orElseThrow(() -> unknown(name, on));
    }

    private static ImmureException unknown(String name, String on) {
        return NotationFaults.refused(
                NotationFault.ALGORITHM,
                on,
                "its algorithm \"" + name + "\" is none of "
                        + String.join(
                                ", ", ALGORITHMS.keySet().stream().sorted().toList()),
                "Sign with one of them");
    }

    private static List<byte[]> certificates(JsonObject unsigned) throws JsonException {
        List<byte[]> out = new ArrayList<>();
        for (String text : unsigned.strings(X5C)) {
            out.add(base64(X5C, text));
        }
        return out;
    }

    private static Optional<byte[]> timestamp(JsonObject unsigned) throws JsonException {
        Optional<String> text = unsigned.string(Attributes.TIMESTAMP);
        return text.isEmpty() ? Optional.empty() : Optional.of(base64(Attributes.TIMESTAMP, text.get()));
    }

    private static byte[] base64(String name, String text) throws JsonException {
        Optional<byte[]> decoded = StrictBase64.decode(text);
        if (decoded.isEmpty()) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not strict base64");
        }
        return decoded.get();
    }

    private static byte[] url(String name, String text) throws JsonException {
        Optional<byte[]> decoded = StrictBase64.decodeUrl(text);
        if (decoded.isEmpty()) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not strict base64url without padding");
        }
        return decoded.get();
    }

    private record Header(JsonObject object, List<String> critical, String on) implements SignedHeader {
        Header {
            critical = List.copyOf(critical);
        }

        @Override
        public boolean has(String name) {
            return object.members().containsKey(name);
        }

        @Override
        public Optional<String> text(String name) {
            try {
                return object.string(name);
            } catch (JsonException e) {
                throw NotationFaults.malformed(NotationFault.ATTRIBUTE, on, e.why());
            }
        }

        /** RFC 3339, with any offset. */
        @Override
        public Optional<Instant> time(String name) {
            return text(name).map(text -> {
                try {
                    return OffsetDateTime.parse(text).toInstant();
                } catch (DateTimeParseException e) {
                    throw NotationFaults.malformed(NotationFault.ATTRIBUTE, on, name + " is not a time of RFC 3339");
                }
            });
        }
    }

    @Override
    public SignedHeader header() {
        return header;
    }

    @Override
    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    @Override
    public byte[] signedBytes() {
        return signedBytes;
    }

    @Override
    public byte[] signature() {
        return signature;
    }

    @Override
    public List<byte[]> certificates() {
        return certificates;
    }

    @Override
    public Optional<byte[]> timestamp() {
        return timestamp;
    }
}
