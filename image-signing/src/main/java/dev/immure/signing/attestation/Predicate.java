package dev.immure.signing.attestation;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.internal.dsse.AttestationFaults;
import java.util.Objects;
import java.util.Optional;

/** What a statement says, in the terms of its type. */
public sealed interface Predicate permits Provenance, BillOfMaterials, Vex, VulnerabilityScan, Predicate.Other {
    /** Of a type that is not understood here, or that says nothing which rules could use. */
    record Other(JsonObject content) implements Predicate {
        public Other {
            Objects.requireNonNull(content, "content is null");
        }
    }

    /**
     * Reads the predicate as its type has it. Members that are not known are passed over: these formats grow.
     *
     * @param on what to call the statement in a fault
     * @throws ImmureException with PREDICATE or LIMIT
     */
    static Predicate of(Statement statement, String on) {
        Optional<PredicateType> type = PredicateType.of(statement.predicateType());
        JsonObject content = statement.predicate();
        try {
            return type.isEmpty() ? new Other(content) : read(type.get(), content);
        } catch (JsonException e) {
            throw AttestationFaults.of(
                    AttestationFault.PREDICATE, "cannot read predicate " + statement.predicateType() + " of", on, e);
        }
    }

    private static Predicate read(PredicateType type, JsonObject content) throws JsonException {
        return switch (type) {
            case SLSA_0_2 -> ProvenanceReader.version02(content);
            case SLSA_1 -> ProvenanceReader.version1(content);
            case SPDX, SPDX_2_2, SPDX_2_3 -> SpdxReader.read(content);
            case CYCLONEDX -> CycloneDxReader.read(content);
            case OPENVEX, OPENVEX_0_2 -> VexReader.read(content);
            case VULNERABILITIES -> ScanReader.read(content);
            case LINK, CUSTOM, IMAGE_SIGNATURE -> new Other(content);
        };
    }
}
