package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.attestation.VulnerabilityScan.Finding;
import dev.immure.signing.attestation.VulnerabilityScan.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a vulnerability scan, and the report of Trivy or Grype inside it. */
final class ScanReader {
    private static final int MAX_FIXES = 256;

    private final List<Finding> findings = new ArrayList<>();

    private ScanReader() {}

    static VulnerabilityScan read(JsonObject predicate) throws JsonException {
        JsonObject scanner = predicate.requireObject("scanner");
        Optional<JsonObject> metadata = predicate.object("metadata");
        String finished = metadata.isPresent() ? Bounded.text(metadata.get(), "scanFinishedOn") : "";
        ScanReader reader = new ScanReader();
        String format = reader.result(scanner);
        return new VulnerabilityScan(Bounded.text(scanner, "uri"), finished, format, reader.findings);
    }

    private String result(JsonObject scanner) throws JsonException {
        if (!(scanner.members().get("result") instanceof JsonObject result)) {
            return VulnerabilityScan.UNKNOWN;
        }
        // Trivy leaves "Results" out when it found no package at all, but never its schema's version.
        if (result.has("SchemaVersion") && (result.has("Results") || result.has("ArtifactName"))) {
            trivy(result);
            return VulnerabilityScan.TRIVY;
        }
        if (result.has("matches")) {
            grype(result);
            return VulnerabilityScan.GRYPE;
        }
        return VulnerabilityScan.UNKNOWN;
    }

    private void trivy(JsonObject report) throws JsonException {
        for (JsonObject target : report.objects("Results")) {
            for (JsonObject item : target.objects("Vulnerabilities")) {
                Optional<JsonObject> identifier = item.object("PkgIdentifier");
                add(new Finding(
                        Bounded.requireText(item, "VulnerabilityID"),
                        severity(item.string("Severity")),
                        Bounded.text(item, "PkgName"),
                        Bounded.text(item, "InstalledVersion"),
                        identifier.isPresent() ? Bounded.text(identifier.get(), "PURL") : "",
                        Bounded.text(item, "FixedVersion")));
            }
        }
    }

    private void grype(JsonObject report) throws JsonException {
        for (JsonObject match : report.objects("matches")) {
            JsonObject vulnerability = match.requireObject("vulnerability");
            JsonObject artifact = match.requireObject("artifact");
            Optional<JsonObject> fix = vulnerability.object("fix");
            List<String> fixes =
                    fix.isPresent() ? Bounded.list("versions", fix.get().strings("versions"), MAX_FIXES) : List.of();
            add(new Finding(
                    Bounded.requireText(vulnerability, "id"),
                    severity(vulnerability.string("severity")),
                    Bounded.text(artifact, "name"),
                    Bounded.text(artifact, "version"),
                    Bounded.text(artifact, "purl"),
                    Bounded.text("versions", String.join(", ", fixes))));
        }
    }

    private void add(Finding finding) throws JsonException {
        if (findings.size() == VulnerabilityScan.MAX_FINDINGS) {
            throw new JsonException(
                    Flaw.TOO_MANY_VALUES, "it has more than " + VulnerabilityScan.MAX_FINDINGS + " findings");
        }
        findings.add(finding);
    }

    private static Severity severity(Optional<String> word) {
        String upper = word.orElse("").toUpperCase(Locale.ROOT);
        return Stream.of(Severity.values())
                .filter(severity -> severity.name().equals(upper))
                .findFirst()
                .orElse(Severity.UNKNOWN);
    }
}
