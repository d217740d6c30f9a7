package dev.immure.signing;

import java.nio.file.Path;

/** Writes trust files from what other tools are configured with. */
public final class TrustImport {
    private TrustImport() {}

    /**
     * A trust file that says what notation's policy and trust store say.
     *
     * @param directory notation's configuration: {@code trustpolicy.json} and {@code truststore/x509}
     * @throws dev.immure.core.ImmureException with TRUST_POLICY of {@link dev.immure.signing.fault.NotationFault}, all
     *     faults in one, or FILE of {@link dev.immure.signing.fault.SigningFault}
     */
    public static String fromNotation(Path directory) {
        return new NotationImport(directory).text();
    }
}
