package dev.immure.signing;

import dev.immure.signing.internal.keys.PublicKeys;
import java.nio.charset.StandardCharsets;

/** Trusted keys without a trust file. */
final class TestKeys {
    private TestKeys() {}

    static TrustedKey trusted(String name, SigningKey key) {
        return trusted(name, key.publicPem());
    }

    static TrustedKey trusted(String name, String pem) {
        return new TrustedKey(name, PublicKeys.parse(pem.getBytes(StandardCharsets.US_ASCII), name));
    }
}
