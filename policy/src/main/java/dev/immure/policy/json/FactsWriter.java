package dev.immure.policy.json;

import dev.immure.policy.AttestationFacts;
import dev.immure.policy.Attested;
import dev.immure.policy.Caller;
import dev.immure.policy.HostFacts;
import dev.immure.policy.ImageFacts;
import dev.immure.policy.MountRequest;
import dev.immure.policy.NetworkRequest;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.ResourceRequest;
import dev.immure.policy.RunRequest;
import dev.immure.policy.SbomComponent;
import dev.immure.policy.SignatureFacts;
import dev.immure.policy.Vulnerability;

/** The order of all members, a line for each; {@link FactsReader} has the same lines. */
final class FactsWriter {
    private final FactsOut out;

    private FactsWriter(FactsOut out) {
        this.out = out;
    }

    static byte[] write(PolicyInput input) {
        return FactsOut.document(out -> new FactsWriter(out).input(input));
    }

    private void input(PolicyInput input) {
        out.number("version", FactsJson.VERSION);
        out.object("image", () -> image(input.image()));
        out.objects("signatures", input.signatures(), this::signature);
        out.object("attested", () -> attested(input.attested()));
        out.object("run", () -> run(input.run()));
        out.objects("mounts", input.mounts(), this::mount);
        out.objects("capabilities", input.capabilities(), capability -> out.text("name", capability.name()));
        out.object("network", () -> network(input.network()));
        out.object("resources", () -> resources(input.resources()));
        out.object("caller", () -> caller(input.caller()));
        out.object("host", () -> host(input.host()));
        out.object("clock", () -> out.text("instant", input.clock().instant().toString()));
    }

    private void image(ImageFacts image) {
        out.text("reference", image.reference());
        out.text("name", image.name());
        out.text("manifest", image.manifest().toString());
        out.map("labels", image.labels());
        out.text("user", image.user());
        out.texts("entrypoint", image.entrypoint());
        out.text("created", image.created());
        out.number("layers", image.layers());
        out.number("sizeBytes", image.sizeBytes());
        out.text("platform", image.platform());
        out.text("verification", image.verification());
    }

    private void signature(SignatureFacts signature) {
        out.text("signer", signature.signer());
        out.text("fingerprint", signature.fingerprint());
        out.text("method", signature.method());
        out.text("certificateSubject", signature.certificateSubject());
        out.text("certificateIssuer", signature.certificateIssuer());
        out.text("signedReference", signature.signedReference());
    }

    private void attested(Attested attested) {
        out.objects("attestations", attested.attestations(), this::attestation);
        out.objects("components", attested.components(), this::component);
        out.objects("vulnerabilities", attested.vulnerabilities(), this::vulnerability);
    }

    private void attestation(AttestationFacts attestation) {
        out.text("type", attestation.type());
        out.texts("signers", attestation.signers());
        out.text("content", attestation.content());
        out.text("builder", attestation.builder());
        out.text("buildType", attestation.buildType());
        out.text("sourceUri", attestation.sourceUri());
        out.texts("sourceDigests", attestation.sourceDigests());
        out.texts("materials", attestation.materials());
        out.texts("materialDigests", attestation.materialDigests());
        out.map("parameters", attestation.parameters());
    }

    private void component(SbomComponent component) {
        out.text("name", component.name());
        out.text("version", component.version());
        out.text("purl", component.purl());
        out.texts("licences", component.licences());
    }

    private void vulnerability(Vulnerability vulnerability) {
        out.text("id", vulnerability.id());
        out.text("severity", vulnerability.severity());
        out.text("packageName", vulnerability.packageName());
        out.text("packageVersion", vulnerability.packageVersion());
        out.text("purl", vulnerability.purl());
        out.text("fixedVersion", vulnerability.fixedVersion());
        out.text("status", vulnerability.status());
        out.text("justification", vulnerability.justification());
    }

    private void run(RunRequest run) {
        out.text("user", run.user());
        out.texts("argv", run.argv());
        out.text("profile", run.profile());
        out.text("workingDirectory", run.workingDirectory());
        out.texts("environment", run.environment());
        out.flag("readOnlyRoot", run.readOnlyRoot());
        out.flag("terminal", run.terminal());
        out.flag("customSeccomp", run.customSeccomp());
        out.flag("customLabel", run.customLabel());
        out.texts("bestEffort", run.bestEffort());
        out.text("hostname", run.hostname());
        out.text("cpuset", run.cpuset());
        out.flag("fixedAddresses", run.fixedAddresses());
        out.texts("copiesIn", run.copiesIn());
        out.texts("copiesOut", run.copiesOut());
    }

    private void mount(MountRequest mount) {
        out.text("source", mount.source());
        out.text("destination", mount.destination());
        out.flag("readOnly", mount.readOnly());
    }

    private void network(NetworkRequest network) {
        out.text("mode", network.mode());
        out.texts("publish", network.publish());
        out.texts("allow", network.allow());
        out.texts("dns", network.dns());
    }

    private void resources(ResourceRequest resources) {
        out.limit("memoryBytes", resources.memoryBytes());
        out.limit("pids", resources.pids());
        out.limit("cpuMillis", resources.cpuMillis());
        out.limit("cpuTimeNanos", resources.cpuTimeNanos());
        out.limit("wallTimeNanos", resources.wallTimeNanos());
        out.limit("diskBytes", resources.diskBytes());
        out.limit("diskInodes", resources.diskInodes());
        out.limit("outputBytes", resources.outputBytes());
    }

    private void caller(Caller caller) {
        out.number("uid", caller.uid());
        out.number("gid", caller.gid());
        out.texts("groups", caller.groups());
        out.text("authentication", caller.authentication());
    }

    private void host(HostFacts host) {
        out.text("kernelRelease", host.kernelRelease());
        out.texts("walls", host.walls());
        out.text("cgroupVersion", host.cgroupVersion());
        out.text("selinux", host.selinux());
    }
}
