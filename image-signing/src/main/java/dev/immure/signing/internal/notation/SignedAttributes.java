package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.NotationFault;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the signer says of his signature.
 *
 * @param signingTime the signer's word, or a signing authority's
 * @param expiry from when on the signature is not to be relied upon
 */
record SignedAttributes(SigningScheme scheme, Instant signingTime, Optional<Instant> expiry) {
    static SignedAttributes of(SignedHeader header, String on) {
        refusePlugins(header, on);
        checkCritical(header, on);
        SigningScheme scheme = header.text(Attributes.SIGNING_SCHEME)
                .flatMap(SigningScheme::of)
                .orElseThrow(() -> wrong(on, "its signing scheme is missing or unknown"));
        if (header.has(scheme.foreignTimeAttribute())) {
            throw wrong(on, scheme.foreignTimeAttribute() + " does not go with " + scheme.label());
        }
        Instant time = header.time(scheme.timeAttribute())
                .orElseThrow(() -> wrong(on, scheme.timeAttribute() + " is missing"));
        return new SignedAttributes(scheme, time, header.time(Attributes.EXPIRY));
    }

    /** signature-specification.md, "Guidelines": who does not run the plugin fails the verification. */
    private static void refusePlugins(SignedHeader header, String on) {
        if (header.has(Attributes.PLUGIN) || header.has(Attributes.PLUGIN_MIN_VERSION)) {
            throw NotationFaults.refused(
                    NotationFault.PLUGIN,
                    on,
                    "it is to be verified by a plugin of Notation, and Immure runs none",
                    "Sign without a plugin that demands one for verifying");
        }
    }

    /** RFC 7515, 4.1.11 and RFC 9052, 3.1: every critical attribute is there, once, and understood. */
    private static void checkCritical(SignedHeader header, String on) {
        List<String> critical = header.critical();
        Set<String> seen = new HashSet<>();
        for (String name : critical) {
            if (!seen.add(name) || !header.has(name)) {
                throw wrong(on, "crit names \"" + name + "\" twice, or without there being one");
            }
            if (!Attributes.UNDERSTOOD.contains(name)) {
                throw NotationFaults.refused(
                        NotationFault.CRITICAL,
                        on,
                        "its critical attribute \"" + name + "\" is not understood",
                        "Sign without that attribute");
            }
        }
        for (String name : Attributes.UNDERSTOOD) {
            if (header.has(name) && !seen.contains(name)) {
                throw wrong(on, name + " is not critical");
            }
        }
    }

    private static ImmureException wrong(String on, String why) {
        return NotationFaults.malformed(NotationFault.ATTRIBUTE, on, why);
    }
}
