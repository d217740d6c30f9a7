package dev.immure.signing.attestation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The types of predicates that are understood here, with the short names that cosign has for them. */
public enum PredicateType {
    /** SLSA provenance 0.2. */
    SLSA_0_2("https://slsa.dev/provenance/v0.2", "slsaprovenance", "slsaprovenance02"),
    /** SLSA provenance 1. */
    SLSA_1("https://slsa.dev/provenance/v1", "slsaprovenance1"),
    /** SPDX in JSON; cosign's {@code spdx}, a text in another syntax, has the same URI and is refused. */
    SPDX("https://spdx.dev/Document", "spdxjson", "spdx"),
    /** The same, with the version of SPDX in the URI. */
    SPDX_2_2("https://spdx.dev/Document/v2.2"),
    /** The same, with the version of SPDX in the URI. */
    SPDX_2_3("https://spdx.dev/Document/v2.3"),
    CYCLONEDX("https://cyclonedx.org/bom", "cyclonedx"),
    OPENVEX("https://openvex.dev/ns", "openvex"),
    /** The same, with the version of OpenVEX in the URI. */
    OPENVEX_0_2("https://openvex.dev/ns/v0.2.0"),
    /** A vulnerability scan (cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md). */
    VULNERABILITIES("https://cosign.sigstore.dev/attestation/vuln/v1", "vuln"),
    /** A step of in-toto 0.9. */
    LINK("https://in-toto.io/Link/v1", "link"),
    /** Whatever the signer likes. */
    CUSTOM("https://cosign.sigstore.dev/attestation/v1", "custom"),
    /** A signature of an image, in the form that cosign has since 3.0: it says nothing but whom it is about. */
    IMAGE_SIGNATURE("https://sigstore.dev/cosign/sign/v1");

    private final String uri;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot be changed
    private final List<String> names;

    PredicateType(String uri, String... names) {
        this.uri = uri;
        this.names = List.of(names);
    }

    public String uri() {
        return uri;
    }

    /** The type with exactly this URI. */
    public static Optional<PredicateType> of(String uri) {
        return Stream.of(values()).filter(type -> type.uri.equals(uri)).findFirst();
    }

    /** The type that has this short name. */
    public static Optional<PredicateType> named(String name) {
        return Stream.of(values()).filter(type -> type.names.contains(name)).findFirst();
    }
}
