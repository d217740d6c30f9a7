package dev.immure.policy.json;

import dev.immure.core.json.JsonObject;
import dev.immure.policy.AttestationFacts;
import dev.immure.policy.Attested;
import dev.immure.policy.Caller;
import dev.immure.policy.CapabilityRequest;
import dev.immure.policy.Clock;
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
import java.util.List;
import java.util.Optional;

/**
 * Every member, a line for each; {@link FactsWriter} has the same lines.
 */
final class FactsReader {
    private FactsReader() {}

    static Optional<PolicyInput> read(JsonObject document, List<FactsProblem> problems) {
        return FactsIn.document(document, problems, FactsReader::input);
    }

    /** All parts are read before the first is needed, so that the faults of all are noted. */
    private static PolicyInput input(FactsIn in) {
        in.version(FactsJson.VERSION);
        Optional<ImageFacts> image = in.object("image", FactsReader::image);
        List<SignatureFacts> signatures = in.objects("signatures", FactsReader::signature);
        Optional<Attested> attested = in.object("attested", FactsReader::attested);
        Optional<RunRequest> run = in.object("run", FactsReader::run);
        List<MountRequest> mounts = in.objects("mounts", FactsReader::mount);
        List<CapabilityRequest> capabilities =
                in.objects("capabilities", item -> new CapabilityRequest(item.text("name")));
        Optional<NetworkRequest> network = in.object("network", FactsReader::network);
        Optional<ResourceRequest> resources = in.object("resources", FactsReader::resources);
        Optional<Caller> caller = in.object("caller", FactsReader::caller);
        Optional<HostFacts> host = in.object("host", FactsReader::host);
        Optional<Clock> clock = in.object("clock", item -> new Clock(item.instant("instant")));
        return new PolicyInput(
                FactsIn.need(image),
                signatures,
                FactsIn.need(attested),
                FactsIn.need(run),
                mounts,
                capabilities,
                FactsIn.need(network),
                FactsIn.need(resources),
                FactsIn.need(caller),
                FactsIn.need(host),
                FactsIn.need(clock));
    }

    private static ImageFacts image(FactsIn in) {
        return new ImageFacts(
                in.text("reference"),
                in.text("name"),
                in.digest("manifest"),
                in.map("labels"),
                in.text("user"),
                in.texts("entrypoint"),
                in.text("created"),
                in.number("layers"),
                in.number("sizeBytes"),
                in.text("platform"),
                in.text("verification"));
    }

    private static SignatureFacts signature(FactsIn in) {
        return new SignatureFacts(
                in.text("signer"),
                in.text("fingerprint"),
                in.text("method"),
                in.text("certificateSubject"),
                in.text("certificateIssuer"),
                in.text("signedReference"));
    }

    private static Attested attested(FactsIn in) {
        return new Attested(
                in.objects("attestations", FactsReader::attestation),
                in.objects("components", FactsReader::component),
                in.objects("vulnerabilities", FactsReader::vulnerability));
    }

    private static AttestationFacts attestation(FactsIn in) {
        return new AttestationFacts(
                in.text("type"),
                in.texts("signers"),
                in.text("content"),
                in.text("builder"),
                in.text("buildType"),
                in.text("sourceUri"),
                in.texts("sourceDigests"),
                in.texts("materials"),
                in.texts("materialDigests"),
                in.map("parameters"));
    }

    private static SbomComponent component(FactsIn in) {
        return new SbomComponent(in.text("name"), in.text("version"), in.text("purl"), in.texts("licences"));
    }

    private static Vulnerability vulnerability(FactsIn in) {
        return new Vulnerability(
                in.text("id"),
                in.text("severity"),
                in.text("packageName"),
                in.text("packageVersion"),
                in.text("purl"),
                in.text("fixedVersion"),
                in.text("status"),
                in.text("justification"));
    }

    private static RunRequest run(FactsIn in) {
        return new RunRequest(
                in.text("user"),
                in.texts("argv"),
                in.text("profile"),
                in.text("workingDirectory"),
                in.texts("environment"),
                in.flag("readOnlyRoot"),
                in.flag("terminal"),
                in.flag("customSeccomp"),
                in.flag("customLabel"),
                in.texts("bestEffort"),
                in.text("hostname"),
                in.text("cpuset"),
                in.flag("fixedAddresses"),
                in.texts("copiesIn"),
                in.texts("copiesOut"));
    }

    private static MountRequest mount(FactsIn in) {
        return new MountRequest(in.text("source"), in.text("destination"), in.flag("readOnly"));
    }

    private static NetworkRequest network(FactsIn in) {
        return new NetworkRequest(in.text("mode"), in.texts("publish"), in.texts("allow"), in.texts("dns"));
    }

    private static ResourceRequest resources(FactsIn in) {
        return new ResourceRequest(
                in.limit("memoryBytes"),
                in.limit("pids"),
                in.limit("cpuMillis"),
                in.limit("cpuTimeNanos"),
                in.limit("wallTimeNanos"),
                in.limit("diskBytes"),
                in.limit("diskInodes"),
                in.limit("outputBytes"));
    }

    private static Caller caller(FactsIn in) {
        return new Caller(in.number("uid"), in.number("gid"), in.texts("groups"), in.text("authentication"));
    }

    private static HostFacts host(FactsIn in) {
        return new HostFacts(in.text("kernelRelease"), in.texts("walls"), in.text("cgroupVersion"), in.text("selinux"));
    }
}
