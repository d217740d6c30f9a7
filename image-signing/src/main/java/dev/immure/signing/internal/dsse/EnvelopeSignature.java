package dev.immure.signing.internal.dsse;

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
}
