package dev.immure.signing.internal.token;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.TokenFault;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;

/** One slot of a PKCS#11 module, through the JDK's own provider (JDK, "PKCS#11 Reference Guide"). */
final class Token {
    /** More slots than any reader has. */
    private static final int SLOTS = 64;

    private final Provider provider;
    private final TokenUri uri;

    private Token(Provider provider, TokenUri uri) {
        this.provider = provider;
        this.uri = uri;
    }

    /** A private key that stays where it is, and the certificate beside it. */
    record Entry(Provider provider, PrivateKey key, Certificate certificate) {}

    /**
     * The token that is meant. The JDK's provider tells neither the labels of tokens nor what lies open on them, and a PIN
     * must not be tried on a token that is not meant: it would count as a wrong one, and lock the token in the end.
     */
    static Token of(TokenUri uri) {
        List<Token> tokens = slots(uri);
        if (tokens.size() == 1) {
            return tokens.getFirst();
        }
        throw fault(
                TokenFault.SLOT,
                uri,
                tokens.isEmpty()
                        ? "there is no token that is ready for use"
                        : "there are " + tokens.size() + " tokens, and which one is meant is not said",
                "Name the slot: slot-id=N; pkcs11-tool --list-slots shows them");
    }

    private static List<Token> slots(TokenUri uri) {
        if (uri.slot().isPresent()) {
            return Slot.open(uri, "slot = " + uri.slot().getAsLong()) instanceof Slot.Open open
                    ? List.of(new Token(open.provider(), uri))
                    : List.of();
        }
        List<Token> tokens = new ArrayList<>();
        for (int index = 0; index < SLOTS; index++) {
            switch (Slot.open(uri, "slotListIndex = " + index)) {
                case Slot.Open open -> tokens.add(new Token(open.provider(), uri));
                case Slot.Empty empty -> {
                    // SoftHSM always shows one more, for the next token to be made
                }
                case Slot.Missing missing -> {
                    return tokens;
                }
            }
        }
        return tokens;
    }

    /** Logs in and finds the key. */
    Entry open(char[] pin) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            Key key = store.getKey(uri.object(), null);
            Certificate certificate = store.getCertificate(uri.object());
            if (key instanceof PrivateKey secret && certificate != null) {
                return new Entry(provider, secret, certificate);
            }
        } catch (IOException e) {
            throw fault(
                    TokenFault.PIN, uri, "the token does not take the PIN: " + reason(e), "Check the file of the PIN");
        } catch (GeneralSecurityException | ProviderException e) {
            throw fault(TokenFault.OBJECT, uri, reason(e), "Look at the token with pkcs11-tool --list-objects --login");
        }
        throw fault(
                TokenFault.OBJECT,
                uri,
                "no certificate of that label has a private key with its CKA_ID",
                "Store a certificate beside the key, with its CKA_ID and this label");
    }

    /** The innermost message: the provider wraps what the token said. */
    static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    static ImmureException fault(TokenFault code, TokenUri uri, String why, String remedy) {
        return new ImmureException(
                new Fault(code, "cannot use key", TokenUri.SCHEME + "object=" + uri.object(), why, remedy));
    }
}
