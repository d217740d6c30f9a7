package dev.immure.signing.internal.keys;

/** A private key, wherever it is kept: in memory, or in a token that does not give it away. Prints nothing of itself. */
public interface MessageSigner {
    VerificationKey publicKey();

    /** As `openssl pkey -pubout` writes it. */
    String publicPem();

    /** A signature that {@link #publicKey} has been seen to accept. */
    byte[] sign(byte[] message);
}
