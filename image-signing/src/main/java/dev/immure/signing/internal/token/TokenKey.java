package dev.immure.signing.internal.token;

import dev.immure.signing.fault.TokenFault;
import dev.immure.signing.internal.keys.MessageSigner;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.Signature;

/** A key that signs inside its token: ECDSA on P-256 or P-384, or RSA. */
public final class TokenKey implements MessageSigner {
    private final TokenUri uri;
    private final Token.Entry entry;
    private final VerificationKey publicKey;
    private final String algorithm;

    private TokenKey(TokenUri uri, Token.Entry entry, VerificationKey publicKey, String algorithm) {
        this.uri = uri;
        this.entry = entry;
        this.publicKey = publicKey;
        this.algorithm = algorithm;
    }

    /**
     * @param pin cleared by the caller
     * @throws dev.immure.core.ImmureException with MODULE, SLOT, OBJECT or PIN of {@link TokenFault}, or for a key that is weak
     *     or of another kind
     */
    public static TokenKey open(TokenUri uri, char[] pin) {
        Token.Entry entry = Token.of(uri).open(pin);
        VerificationKey publicKey =
                PublicKeys.ofDer(entry.certificate().getPublicKey().getEncoded(), TokenUri.SCHEME + uri.object());
        String algorithm = switch (publicKey.kind()) {
            case "ecdsa-p256" -> "SHA256withECDSA";
            case "ecdsa-p384" -> "SHA384withECDSA";
            default -> {
                if (!publicKey.kind().startsWith("rsa-")) {
                    throw Token.fault(
                            TokenFault.OBJECT,
                            uri,
                            "it is of the kind " + publicKey.kind(),
                            "Use ECDSA on P-256 or P-384, or RSA");
                }
                yield "SHA256withRSA";
            }
        };
        return new TokenKey(uri, entry, publicKey, algorithm);
    }

    @Override
    public VerificationKey publicKey() {
        return publicKey;
    }

    @Override
    public String publicPem() {
        return PublicKeys.pemOf(entry.certificate().getPublicKey().getEncoded());
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(algorithm, entry.provider());
            signer.initSign(entry.key());
            signer.update(message);
            byte[] signature = signer.sign();
            // The certificate beside a key can be of another key, and a token can fail like any machine.
            if (publicKey.verify(message, signature).isPresent()) {
                return signature;
            }
        } catch (GeneralSecurityException | ProviderException e) {
            throw Token.fault(TokenFault.SIGN, uri, String.valueOf(e.getMessage()), "Look at what the token allows");
        }
        throw Token.fault(
                TokenFault.SIGN,
                uri,
                "its signature does not fit the key of its certificate",
                "Store the certificate of this very key beside it");
    }
}
