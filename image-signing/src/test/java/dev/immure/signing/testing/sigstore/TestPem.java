package dev.immure.signing.testing.sigstore;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** PEM as Rekor writes it. */
public final class TestPem {
    private TestPem() {}

    public static String of(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
