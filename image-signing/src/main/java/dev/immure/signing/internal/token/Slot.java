package dev.immure.signing.internal.token;

import dev.immure.signing.fault.TokenFault;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Locale;

/** What is found where a module may have a slot. */
sealed interface Slot {
    /** A token that answers. */
    record Open(Provider provider) implements Slot {}

    /** No token in it, or one that nobody has made ready. */
    record Empty() implements Slot {}

    /** The module has no such slot. */
    record Missing() implements Slot {}

    /**
     * @param slot as the provider's configuration names it: {@code slot = 7}, {@code slotListIndex = 0}
     * @throws dev.immure.core.ImmureException with MODULE
     */
    static Slot open(TokenUri uri, String slot) {
        String name = "immure-" + slot.replaceAll("[^A-Za-z0-9]", "");
        String configuration = "--name = " + name + "\nlibrary = " + quoted(uri.module()) + "\n" + slot + "\n";
        try {
            return new Open(Security.getProvider("SunPKCS11").configure(configuration));
        } catch (InvalidParameterException | ProviderException e) {
            String why = Token.reason(e);
            if (why.startsWith("CKR_")) {
                return new Empty(); // the module's own word: CKR_TOKEN_NOT_RECOGNIZED
            }
            if (why.toLowerCase(Locale.ROOT).contains("slot")) {
                return new Missing();
            }
            throw Token.fault(TokenFault.MODULE, uri, why, "Give the module of your token, such as libsofthsm2.so");
        }
    }

    private static String quoted(Path module) {
        return "\"" + module.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
