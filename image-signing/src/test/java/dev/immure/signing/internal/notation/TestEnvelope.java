package dev.immure.signing.internal.notation;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.testing.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Makes envelopes as notation does, with each part open to be changed before it is signed, or after. */
public final class TestEnvelope {
    static final Descriptor IMAGE = Descriptor.of(
            "application/vnd.oci.image.manifest.v1+json", Digest.of("the image".getBytes(StandardCharsets.UTF_8)), 500);

    private final TestCertificate signer;
    private final List<byte[]> chain;
    private String algorithm = "ES256";
    private List<String> critical = new ArrayList<>(List.of(Attributes.SIGNING_SCHEME));
    /** Values are text, or a moment. */
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    private String contentType = Attributes.PAYLOAD_TYPE;
    private String payload = payload(IMAGE);
    private UnaryOperator<byte[]> stamp = signature -> new byte[0];
    private UnaryOperator<byte[]> damage = UnaryOperator.identity();

    public TestEnvelope(TestCertificate... chain) {
        this.signer = chain[0];
        this.chain = new ArrayList<>(
                List.of(chain).stream().map(TestCertificate::der).toList());
        attributes.put(Attributes.SIGNING_SCHEME, "notary.x509");
        attributes.put(Attributes.SIGNING_TIME, TestCertificate.NOW);
    }

    public static String payload(Descriptor target) {
        return "{\"targetArtifact\":{\"mediaType\":\"" + target.mediaType() + "\",\"digest\":\"" + target.digest()
                + "\",\"size\":" + target.size() + ",\"annotations\":{\"build\":\"7\"}}}";
    }

    TestEnvelope byAuthority(Instant moment) {
        attributes.remove(Attributes.SIGNING_TIME);
        attributes.put(Attributes.SIGNING_SCHEME, "notary.x509.signingAuthority");
        return critical(Attributes.AUTHENTIC_SIGNING_TIME, moment);
    }

    TestEnvelope critical(String name, Object value) {
        critical.add(name);
        return with(name, value);
    }

    TestEnvelope with(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    TestEnvelope without(String name) {
        attributes.remove(name);
        return this;
    }

    TestEnvelope criticals(String... names) {
        critical = List.of(names);
        return this;
    }

    TestEnvelope algorithm(String name) {
        algorithm = name;
        return this;
    }

    TestEnvelope contentType(String type) {
        contentType = type;
        return this;
    }

    public TestEnvelope payload(String json) {
        payload = json;
        return this;
    }

    /** A time stamp made of the signature. */
    public TestEnvelope stamped(UnaryOperator<byte[]> by) {
        stamp = by;
        return this;
    }

    /** Changes the signature after it is made. */
    TestEnvelope damaged(UnaryOperator<byte[]> by) {
        damage = by;
        return this;
    }

    byte[] in(EnvelopeFormat format) {
        return switch (format) {
            case JWS -> jws();
            case COSE -> cose();
        };
    }

    NotationEnvelope read(EnvelopeFormat format) {
        return NotationEnvelope.parse(in(format), format);
    }

    public byte[] jws() {
        StringBuilder header = new StringBuilder("{\"alg\":\"" + algorithm + "\",\"cty\":\"" + contentType + "\"");
        header.append(critical.stream().collect(Collectors.joining("\",\"", ",\"crit\":[\"", "\"]")));
        attributes.forEach((name, value) ->
                header.append(",\"").append(name).append("\":\"").append(value).append('"'));
        header.append('}');
        String signed = url(utf8(header.toString())) + "." + url(utf8(payload));
        byte[] signature = damage.apply(sign(utf8(signed)));
        byte[] token = stamp.apply(signature);
        return utf8("{\"payload\":\"" + url(utf8(payload)) + "\",\"protected\":\"" + url(utf8(header.toString()))
                + "\",\"header\":{\"x5c\":["
                + chain.stream()
                        .map(der -> "\"" + Base64.getEncoder().encodeToString(der) + "\"")
                        .collect(Collectors.joining(","))
                + "]"
                + (token.length == 0
                        ? ""
                        : ",\"" + Attributes.TIMESTAMP + "\":\""
                                + Base64.getEncoder().encodeToString(token) + "\"")
                + ",\"io.cncf.notary.signingAgent\":\"test/1\"},\"signature\":\"" + url(signature) + "\"}");
    }

    public byte[] cose() {
        Map<byte[], byte[]> signed = labels();
        signed.put(head(0, 1), cborAlgorithm());
        signed.put(head(0, 2), array(critical.stream().map(TestEnvelope::text).toList()));
        signed.put(head(0, 3), text(contentType));
        attributes.forEach((name, value) -> signed.put(text(name), value(value)));
        byte[] protectedBytes = map(signed);
        byte[] toBeSigned =
                array(List.of(text("Signature1"), bytes(protectedBytes), bytes(new byte[0]), bytes(utf8(payload))));
        byte[] signature = damage.apply(sign(toBeSigned));
        byte[] token = stamp.apply(signature);
        Map<byte[], byte[]> unsigned = labels();
        unsigned.put(
                concat(new byte[] {0x18}, new byte[] {33}),
                array(chain.stream().map(TestEnvelope::bytes).toList()));
        unsigned.put(text("io.cncf.notary.signingAgent"), text("test/1"));
        if (token.length > 0) {
            unsigned.put(text(Attributes.TIMESTAMP), bytes(token));
        }
        return concat(
                new byte[] {(byte) 0xd2},
                array(List.of(bytes(protectedBytes), map(unsigned), bytes(utf8(payload)), bytes(signature))));
    }

    private byte[] cborAlgorithm() {
        return switch (algorithm) {
            case "ES256" -> new byte[] {0x26};
            case "ES384" -> new byte[] {0x38, 34};
            case "ES512" -> new byte[] {0x38, 35};
            case "PS256" -> new byte[] {0x38, 36};
            case "PS384" -> new byte[] {0x38, 37};
            case "PS512" -> new byte[] {0x38, 38};
            default -> new byte[] {5}; // HMAC 256/256
        };
    }

    private byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(
                    this.signer.keys().getPrivate().getAlgorithm().equals("RSA")
                            ? "RSASSA-PSS"
                            : "SHA" + hash() + "withECDSAinP1363Format");
            if (signer.getAlgorithm().equals("RSASSA-PSS")) {
                String name = "SHA-" + hash();
                signer.setParameter(new PSSParameterSpec(
                        name, "MGF1", new MGF1ParameterSpec(name), Integer.parseInt(hash()) / 8, 1));
            }
            signer.initSign(this.signer.keys().getPrivate());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String hash() {
        String digits = algorithm.replaceAll("\\D", "");
        return digits.isEmpty() ? "256" : digits;
    }

    private static Map<byte[], byte[]> labels() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    private static byte[] value(Object value) {
        return value instanceof Instant moment
                ? concat(new byte[] {(byte) 0xc1}, head(0, moment.getEpochSecond()))
                : text(value.toString());
    }

    static byte[] text(String text) {
        return concat(head(3, utf8(text).length), utf8(text));
    }

    static byte[] bytes(byte[] content) {
        return concat(head(2, content.length), content);
    }

    static byte[] array(List<byte[]> items) {
        return concat(head(4, items.size()), concat(items.toArray(byte[][]::new)));
    }

    static byte[] map(Map<byte[], byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(5, members.size()));
        members.forEach((label, value) -> {
            out.writeBytes(label);
            out.writeBytes(value);
        });
        return out.toByteArray();
    }

    static byte[] head(int major, long argument) {
        int kind = major << 5;
        if (argument < 24) {
            return new byte[] {(byte) (kind | argument)};
        }
        if (argument < 1 << 8) {
            return new byte[] {(byte) (kind | 24), (byte) argument};
        }
        if (argument < 1 << 16) {
            return new byte[] {(byte) (kind | 25), (byte) (argument >> 8), (byte) argument};
        }
        return new byte[] {
            (byte) (kind | 26),
            (byte) (argument >> 24),
            (byte) (argument >> 16),
            (byte) (argument >> 8),
            (byte) argument
        };
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static String url(byte[] content) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
