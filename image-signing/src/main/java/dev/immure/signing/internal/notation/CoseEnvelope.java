package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** COSE_Sign1 with its tag, as signature-envelope-cose.md narrows RFC 9052. */
final class CoseEnvelope implements EnvelopeParts {
    private static final long SIGN1 = 18;
    private static final long EPOCH_TIME = 1;
    private static final int PARTS = 4;

    private static final CborValue ALGORITHM = new CborValue.Whole(1);
    private static final CborValue CRITICAL = new CborValue.Whole(2);
    private static final CborValue CONTENT_TYPE = new CborValue.Whole(3);
    /** RFC 9360, 2. */
    private static final CborValue X5CHAIN = new CborValue.Whole(33);

    private static final CborValue TIMESTAMP = new CborValue.Text(Attributes.TIMESTAMP);

    /** RFC 9053, 2.1 and RFC 8230, 2. */
    private static final Map<CborValue, SignatureAlgorithm> ALGORITHMS = Map.of(
            new CborValue.Whole(-7), SignatureAlgorithm.ECDSA_P256_SHA256,
            new CborValue.Whole(-35), SignatureAlgorithm.ECDSA_P384_SHA384,
            new CborValue.Whole(-36), SignatureAlgorithm.ECDSA_P521_SHA512,
            new CborValue.Whole(-37), SignatureAlgorithm.RSA_PSS_SHA256,
            new CborValue.Whole(-38), SignatureAlgorithm.RSA_PSS_SHA384,
            new CborValue.Whole(-39), SignatureAlgorithm.RSA_PSS_SHA512);

    private final Header header;
    private final SignatureAlgorithm algorithm;
    private final byte[] protectedBytes;
    private final byte[] payload;
    private final byte[] signature;
    private final List<byte[]> certificates;
    private final Optional<byte[]> timestamp;

    private CoseEnvelope(List<CborValue> parts, String on) throws CborException {
        protectedBytes = bytes(parts.get(0), "the protected header");
        Map<CborValue, CborValue> unsigned = map(parts.get(1), "the unprotected header");
        payload = bytes(parts.get(2), "the payload");
        signature = bytes(parts.get(3), "the signature");
        Map<CborValue, CborValue> signed = map(StrictCbor.read(protectedBytes), "the protected header");
        for (CborValue label : unsigned.keySet()) {
            if (signed.containsKey(label) || isSignedOnly(label)) {
                throw new CborException("a label of the protected header stands in the unprotected one");
            }
        }
        algorithm = algorithm(signed, on);
        if (!new CborValue.Text(Attributes.PAYLOAD_TYPE).equals(signed.get(CONTENT_TYPE))) {
            throw new CborException("its content type is not " + Attributes.PAYLOAD_TYPE);
        }
        header = new Header(signed, critical(signed), on);
        // May stand in either header.
        certificates = certificates(signed.containsKey(X5CHAIN) ? signed : unsigned);
        timestamp = unsigned.containsKey(TIMESTAMP)
                ? Optional.of(bytes(unsigned.get(TIMESTAMP), "the time stamp"))
                : Optional.empty();
    }

    static EnvelopeParts read(byte[] envelope, String on) {
        try {
            if (StrictCbor.read(envelope) instanceof CborValue.Tagged tagged
                    && tagged.tag() == SIGN1
                    && tagged.content() instanceof CborValue.Items items
                    && items.values().size() == PARTS) {
                return new CoseEnvelope(items.values(), on);
            }
            throw new CborException("it is not a COSE_Sign1 with its tag");
        } catch (CborException e) {
            throw NotationFaults.malformed(NotationFault.ENVELOPE, on, e.why());
        }
    }

    private static boolean isSignedOnly(CborValue label) {
        return label.equals(ALGORITHM)
                || label.equals(CRITICAL)
                || label.equals(CONTENT_TYPE)
                || (label instanceof CborValue.Text text && Attributes.SIGNED.contains(text.value()));
    }

    private static SignatureAlgorithm algorithm(Map<CborValue, CborValue> signed, String on) {
        return Optional.ofNullable(signed.get(ALGORITHM)).map(ALGORITHMS::get).orElseThrow(() -> unknown(on));
    }

    private static ImmureException unknown(String on) {
        return NotationFaults.refused(
                NotationFault.ALGORITHM,
                on,
                "its algorithm is none of ES256, ES384, ES512, PS256, PS384 and PS512",
                "Sign with one of them");
    }

    /** Labels that are numbers are never understood as critical: those of COSE itself must not be listed. */
    private static List<String> critical(Map<CborValue, CborValue> signed) throws CborException {
        if (!(signed.get(CRITICAL) instanceof CborValue.Items items)) {
            throw new CborException("its list of critical labels is missing");
        }
        List<String> names = new ArrayList<>();
        for (CborValue item : items.values()) {
            if (!(item instanceof CborValue.Text text)) {
                throw new CborException("a critical label is no text");
            }
            names.add(text.value());
        }
        return names;
    }

    private static List<byte[]> certificates(Map<CborValue, CborValue> holder) throws CborException {
        if (!holder.containsKey(X5CHAIN)) {
            return List.of();
        }
        if (!(holder.get(X5CHAIN) instanceof CborValue.Items items)) {
            throw new CborException("its chain of certificates is not an array");
        }
        List<byte[]> out = new ArrayList<>();
        for (CborValue item : items.values()) {
            out.add(bytes(item, "a certificate"));
        }
        return out;
    }

    private static byte[] bytes(CborValue value, String what) throws CborException {
        if (value instanceof CborValue.Bytes bytes) {
            return bytes.value();
        }
        throw new CborException(what + " is not a byte string");
    }

    private static Map<CborValue, CborValue> map(CborValue value, String what) throws CborException {
        if (value instanceof CborValue.Members members) {
            return members.values();
        }
        throw new CborException(what + " is not a map");
    }

    private record Header(Map<CborValue, CborValue> labels, List<String> critical, String on) implements SignedHeader {
        Header {
            critical = List.copyOf(critical);
        }

        @Override
        public boolean has(String name) {
            return labels.containsKey(new CborValue.Text(name));
        }

        @Override
        public Optional<String> text(String name) {
            return Optional.ofNullable(labels.get(new CborValue.Text(name))).map(value -> {
                if (value instanceof CborValue.Text text) {
                    return text.value();
                }
                throw NotationFaults.malformed(NotationFault.ATTRIBUTE, on, name + " is no text");
            });
        }

        /** Whole seconds since 1970 under tag 1 (RFC 8949, 3.4.2). */
        @Override
        public Optional<Instant> time(String name) {
            return Optional.ofNullable(labels.get(new CborValue.Text(name))).map(value -> {
                if (value instanceof CborValue.Tagged tagged
                        && tagged.tag() == EPOCH_TIME
                        && tagged.content() instanceof CborValue.Whole seconds) {
                    try {
                        return Instant.ofEpochSecond(seconds.value());
                    } catch (DateTimeException e) {
                        // beyond what a calendar holds; said below
                    }
                }
                throw NotationFaults.malformed(NotationFault.ATTRIBUTE, on, name + " is not a time in whole seconds");
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

    /** {@code Sig_structure} (RFC 9052, 4.4): context, protected header, no external data, payload. */
    @Override
    public byte[] signedBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x84);
        put(out, 0x60, "Signature1".getBytes(StandardCharsets.US_ASCII));
        put(out, 0x40, protectedBytes);
        put(out, 0x40, new byte[0]);
        put(out, 0x40, payload);
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int major, byte[] content) {
        int length = content.length;
        if (length < 24) {
            out.write(major | length);
        } else if (length < 1 << 8) {
            out.write(major | 24);
            out.write(length);
        } else if (length < 1 << 16) {
            out.write(major | 25);
            out.write(length >> 8);
            out.write(length);
        } else {
            out.write(major | 26);
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        out.writeBytes(content);
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
