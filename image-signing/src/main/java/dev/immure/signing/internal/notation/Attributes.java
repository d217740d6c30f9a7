package dev.immure.signing.internal.notation;

import java.util.Set;

/** Names of attributes in the headers of an envelope (signature-specification.md). */
final class Attributes {
    static final String SIGNING_SCHEME = "io.cncf.notary.signingScheme";
    static final String SIGNING_TIME = "io.cncf.notary.signingTime";
    static final String AUTHENTIC_SIGNING_TIME = "io.cncf.notary.authenticSigningTime";
    static final String EXPIRY = "io.cncf.notary.expiry";
    static final String PLUGIN = "io.cncf.notary.verificationPlugin";
    static final String PLUGIN_MIN_VERSION = "io.cncf.notary.verificationPluginMinVersion";
    static final String TIMESTAMP = "io.cncf.notary.timestampSignature";
    static final String PAYLOAD_TYPE = "application/vnd.cncf.notary.payload.v1+json";

    /** Those that may be critical here. */
    static final Set<String> UNDERSTOOD = Set.of(SIGNING_SCHEME, AUTHENTIC_SIGNING_TIME, EXPIRY);

    /** All that are looked at in a protected header. */
    static final Set<String> SIGNED =
            Set.of(SIGNING_SCHEME, SIGNING_TIME, AUTHENTIC_SIGNING_TIME, EXPIRY, PLUGIN, PLUGIN_MIN_VERSION);

    private Attributes() {}
}
