package dev.immure.signing.attestation;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.testing.Faults;
import java.nio.charset.StandardCharsets;

/** Good predicates, to be read as they are or with one part changed. */
final class Predicates {
    static final Digest IMAGE = Digest.of("an image".getBytes(StandardCharsets.UTF_8));

    static final String SLSA_0_2 = """
            {"builder":{"id":"https://ci.example/builder@v1"},"buildType":"https://ci.example/container@v1",
             "invocation":{"configSource":{"uri":"git+https://git.example/team/app@refs/heads/main",
                "digest":{"sha1":"d37a7f740ee7404914456f24dcd90e865a0509e8"},"entryPoint":"build.yml"},
              "parameters":{"debug":false,"args":["a",{"b":2}],"none":null},"environment":{"actor":"me"}},
             "materials":[{"uri":"git+https://git.example/team/app@refs/heads/main",
                "digest":{"sha1":"d37a7f740ee7404914456f24dcd90e865a0509e8"}},{"uri":"pkg:docker/golang@1.26"}]}""";

    static final String SLSA_1 = """
            {"buildDefinition":{"buildType":"https://ci.example/workflow/v1",
               "externalParameters":{"workflow":{"ref":"refs/tags/v1","path":".ci/r.yml"}},
               "internalParameters":{"github":{"event_name":"push"}},
               "resolvedDependencies":[{"uri":"git+https://git.example/team/app@refs/tags/v1",
                  "digest":{"gitCommit":"d37a7f740ee7404914456f24dcd90e865a0509e8"}},{"uri":"pkg:npm/left-pad@1.3.0"}]},
             "runDetails":{"builder":{"id":"https://ci.example/hosted"},"metadata":{"invocationId":"7"}}}""";

    static final String SPDX = """
            {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"app","packages":[
              {"SPDXID":"SPDXRef-1","name":"openssl","versionInfo":"3.0.11-1","licenseConcluded":"NOASSERTION",
               "licenseDeclared":"(Apache-2.0 OR MIT) AND GPL-2.0-only WITH Classpath-exception-2.0","externalRefs":[
                {"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:openssl"},
                {"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl",
                 "referenceLocator":"pkg:deb/debian/openssl@3.0.11-1?arch=amd64"}]},
              {"SPDXID":"SPDXRef-2","name":"base-files"}]}""";

    static final String CYCLONEDX = """
            {"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"component":{"type":"container","name":"app"}},
             "components":[{"type":"library","group":"org.example","name":"lib","version":"2.0",
                "purl":"pkg:maven/org.example/lib@2.0",
                "licenses":[{"license":{"id":"MIT"}},{"license":{"name":"The Old Licence"}}],
                "components":[{"type":"library","name":"inner","licenses":[{"expression":"AGPL-3.0-only OR MIT"}]}]}]}""";

    static final String VEX = """
            {"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.org/vex/1","author":"us",
             "timestamp":"2026-01-01T00:00:00Z","version":1,"statements":[
              {"vulnerability":{"name":"CVE-2026-0001","aliases":["GHSA-aaaa"]},"status":"not_affected",
               "justification":"vulnerable_code_not_present","products":[{"@id":"pkg:oci/app@sha256:IMAGE",
                 "subcomponents":[{"@id":"pkg:deb/debian/openssl"}]}]}]}""".replace("IMAGE", IMAGE.hex());

    static final String TRIVY = """
            {"invocation":{"parameters":null,"uri":"","event_id":"","builder.id":""},
             "scanner":{"uri":"pkg:github/aquasecurity/trivy@v0.60.0","version":"0.60.0","db":{"uri":"","version":""},
              "result":{"SchemaVersion":2,"ArtifactName":"app","Results":[{"Target":"app (debian 12.2)","Vulnerabilities":[
               {"VulnerabilityID":"CVE-2026-0001","PkgName":"openssl","InstalledVersion":"3.0.11-1",
                "PkgIdentifier":{"PURL":"pkg:deb/debian/openssl@3.0.11-1?arch=amd64"},"FixedVersion":"3.0.12",
                "Severity":"CRITICAL"}]},{"Target":"lang"}]}},
             "metadata":{"scanStartedOn":"2026-01-01T00:00:00Z","scanFinishedOn":"2026-01-01T00:01:00Z"}}""";

    static final String GRYPE = """
            {"scanner":{"uri":"pkg:github/anchore/grype","version":"0.90.0","result":{"matches":[
              {"vulnerability":{"id":"GHSA-aaaa","severity":"Negligible","fix":{"versions":["1.1","2.0"],"state":"fixed"}},
               "artifact":{"name":"lib","version":"1.0","purl":"pkg:maven/org.example/lib@1.0"}}]}},
             "metadata":{}}""";

    private Predicates() {}

    static Predicate read(PredicateType type, String json) {
        String statement = "{\"_type\":\"" + Statement.V1 + "\",\"subject\":[{\"digest\":{\"sha256\":\"" + IMAGE.hex()
                + "\"}}],\"predicateType\":\"" + type.uri() + "\",\"predicate\":" + json + "}";
        return Predicate.of(Statement.parse(statement.getBytes(StandardCharsets.UTF_8), "s"), "s");
    }

    static Fault refused(PredicateType type, String good, String from, String to) {
        if (!good.contains(from)) {
            throw new AssertionError("the good one has no " + from);
        }
        return Faults.of(() -> read(type, good.replace(from, to)));
    }
}
