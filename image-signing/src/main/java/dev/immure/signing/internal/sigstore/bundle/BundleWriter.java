package dev.immure.signing.internal.sigstore.bundle;

import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.json.JsonText;
import dev.immure.signing.internal.keys.VerificationKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a bundle of version 0.3 around an envelope that a key has signed: no certificate, log entry or timestamp. */
public final class BundleWriter {
    public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private BundleWriter() {}

    public static byte[] write(Envelope envelope, VerificationKey key) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", MEDIA_TYPE);
        bundle.put("verificationMaterial", Map.of("publicKey", Map.of("hint", hint(key))));
        bundle.put("dsseEnvelope", envelope.json());
        return JsonText.of(bundle);
    }

    /** Tells a verifier with several keys which to try: SHA-256 of the SubjectPublicKeyInfo in base64, as cosign has it. */
    static String hint(VerificationKey key) {
        return Base64.getEncoder()
                .encodeToString(HexFormat.of().parseHex(key.fingerprint().hex()));
    }
}
