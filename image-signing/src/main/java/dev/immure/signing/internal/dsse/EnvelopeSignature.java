package dev.immure.signing.internal.dsse;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** One signature of an envelope, and the hint of its signer which key made it. */
public final class EnvelopeSignature {
    private final byte[] signature;
    private final String keyId;

    /** @param keyId not signed, so never relied upon (DSSE, envelope.md); empty when there is none */
    public EnvelopeSignature(byte[] signature, String keyId) {
        this.signature = signature.clone();
        this.keyId = keyId;
    }

    public byte[] signature() {
        return signature.clone();
    }

    public String keyId() {
        return keyId;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!keyId.isEmpty()) {
            json.put("keyid", keyId);
        }
        json.put("sig", Base64.getEncoder().encodeToString(signature));
        return json;
    }
}
