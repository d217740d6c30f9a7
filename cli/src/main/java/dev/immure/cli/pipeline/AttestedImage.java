package dev.immure.cli.pipeline;

import dev.immure.core.image.Digest;
import dev.immure.policy.AttestationFacts;
import dev.immure.policy.Attested;
import dev.immure.policy.SbomComponent;
import dev.immure.policy.Vulnerability;
import dev.immure.signing.attestation.BillOfMaterials;
import dev.immure.signing.attestation.Exploitability;
import dev.immure.signing.attestation.Predicate;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Provenance;
import dev.immure.signing.attestation.VerifiedAttestation;
import dev.immure.signing.attestation.Vex;
import dev.immure.signing.attestation.VulnerabilityScan;
import dev.immure.signing.attestation.VulnerabilityScan.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns what verified attestations say into the facts that rules see. Pure. */
final class AttestedImage {
    private final Exploitability exploitability;
    private final List<AttestationFacts> attestations = new ArrayList<>();
    private final List<SbomComponent> components = new ArrayList<>();
    private final List<Vulnerability> vulnerabilities = new ArrayList<>();

    private AttestedImage(Exploitability exploitability) {
        this.exploitability = exploitability;
    }

    /** @param image the digests under which something can be said about the image */
    static Attested of(List<VerifiedAttestation> verified, Set<Digest> image) {
        // All of it before the first scan: what a finding comes to depends on everything that is said about it.
        List<Vex> documents = verified.stream()
                .map(VerifiedAttestation::predicate)
                .filter(Vex.class::isInstance)
                .map(Vex.class::cast)
                .toList();
        AttestedImage facts = new AttestedImage(new Exploitability(image, documents));
        verified.forEach(facts::add);
        return new Attested(facts.attestations, facts.components, facts.vulnerabilities);
    }

    private void add(VerifiedAttestation attestation) {
        Predicate predicate = attestation.predicate();
        switch (predicate) {
            case Provenance provenance -> attestations.add(provenance(attestation, provenance));
            case BillOfMaterials bill -> {
                attestations.add(plain(attestation, bill.format()));
                bill.components().forEach(this::add);
            }
            case VulnerabilityScan scan -> {
                attestations.add(plain(attestation, scan.result()));
                scan.findings().forEach(this::add);
            }
            case Vex vex -> attestations.add(plain(attestation, "openvex"));
            case Predicate.Other other -> attestations.add(plain(attestation, AttestationFacts.UNKNOWN));
        }
    }

    private void add(BillOfMaterials.Component part) {
        components.add(new SbomComponent(part.name(), part.version(), part.purl(), part.licences()));
    }

    private void add(Finding finding) {
        Optional<Vex.Assessment> assessment = exploitability.of(finding);
        vulnerabilities.add(new Vulnerability(
                finding.id(),
                finding.severity().name(),
                finding.packageName(),
                finding.packageVersion(),
                finding.purl(),
                finding.fixedVersion(),
                assessment.map(found -> found.status().label()).orElse(Vulnerability.AFFECTED),
                assessment.map(Vex.Assessment::justification).orElse("")));
    }

    private static AttestationFacts plain(VerifiedAttestation attestation, String content) {
        return new AttestationFacts(attestation.statement().predicateType(), attestation.authorities(), content);
    }

    private static AttestationFacts provenance(VerifiedAttestation attestation, Provenance provenance) {
        String type = attestation.statement().predicateType();
        return new AttestationFacts(
                type,
                attestation.authorities(),
                type.equals(PredicateType.SLSA_1.uri()) ? "slsa-1" : "slsa-0.2",
                provenance.builder(),
                provenance.buildType(),
                provenance.sourceUri(),
                provenance.sourceDigests(),
                provenance.materials().stream().map(Provenance.Material::uri).toList(),
                provenance.materials().stream()
                        .flatMap(material -> material.digests().stream())
                        .toList(),
                provenance.parameters());
    }
}
