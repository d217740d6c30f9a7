package dev.immure.policy;

import java.util.List;

/**
 * A part of the image, by a bill of materials that the trust policy accepts. Up to 16,000 per decision, of all bills
 * together.
 *
 * @param version empty when it is not said
 * @param purl package URL; empty when there is none
 * @param licences every licence that its licence expressions name, whatever joins them
 */
public record SbomComponent(String name, String version, String purl, List<String> licences) {
    public SbomComponent {
        FactBounds.text("a component's name", name);
        FactBounds.text("a component's version", version);
        FactBounds.text("a component's package URL", purl);
        licences = FactBounds.texts("a component's licences", licences);
    }
}
