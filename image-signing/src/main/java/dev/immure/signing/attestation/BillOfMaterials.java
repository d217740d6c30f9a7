package dev.immure.signing.attestation;

import java.util.List;
import java.util.Objects;

/**
 * What an artifact consists of: SPDX or CycloneDX.
 *
 * @param format {@code spdx-2.3}, {@code cyclonedx-1.6}
 * @param components at most {@value #MAX_COMPONENTS}, those inside others included
 */
public record BillOfMaterials(String format, List<Component> components) implements Predicate {
    public static final int MAX_COMPONENTS = 16_000;

    public BillOfMaterials {
        Objects.requireNonNull(format, "format is null");
        components = List.copyOf(components);
    }

    /**
     * One part.
     *
     * @param version empty when it is not said
     * @param purl package URL; empty when there is none
     * @param licences every identifier that an expression of its licences names, whatever joins them; {@code NONE} when
     *     it is said that there is none
     */
    public record Component(String name, String version, String purl, List<String> licences) {
        public Component {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(version, "version is null");
            Objects.requireNonNull(purl, "purl is null");
            licences = List.copyOf(licences);
        }
    }
}
