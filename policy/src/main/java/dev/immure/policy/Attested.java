package dev.immure.policy;

import java.util.List;
import java.util.stream.Stream;

/** What verified attestations say of the image; nothing of what others say is in it. */
public record Attested(
        List<AttestationFacts> attestations, List<SbomComponent> components, List<Vulnerability> vulnerabilities) {
    public static final Attested NOTHING = new Attested(List.of(), List.of(), List.of());

    public Attested {
        attestations = FactBounds.facts("the attestations", attestations);
        components = FactBounds.facts("the components of the image", components, FactBounds.COMPONENTS);
        vulnerabilities =
                FactBounds.facts("the vulnerabilities of the image", vulnerabilities, FactBounds.VULNERABILITIES);
    }

    Stream<Object> facts() {
        return Stream.of(attestations, components, vulnerabilities).flatMap(List::stream);
    }
}
