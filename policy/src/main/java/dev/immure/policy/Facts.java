package dev.immure.policy;

import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FactType;
import java.util.List;
import java.util.Map;

/** The vocabulary of policies: every fact type and every field that a rule may name. */
final class Facts {
    static final FactSchema SCHEMA = FactSchema.of(
            "dev.immure.policy",
            List.of(
                    FactType.of(ImageFacts.class, 1)
                            .text("reference", ImageFacts::reference)
                            .text("name", ImageFacts::name)
                            .text("registry", ImageFacts::registry)
                            .text("digest", ImageFacts::digest)
                            .map("labels", ImageFacts::labels)
                            .text("user", ImageFacts::user)
                            .texts("entrypoint", ImageFacts::entrypoint)
                            .text("created", ImageFacts::created)
                            .number("layers", ImageFacts::layers)
                            .number("sizeBytes", ImageFacts::sizeBytes)
                            .text("platform", ImageFacts::platform)
                            .text("verification", ImageFacts::verification)
                            .build(),
                    FactType.of(SignatureFacts.class, FactBounds.FACTS)
                            .text("signer", SignatureFacts::signer)
                            .text("fingerprint", SignatureFacts::fingerprint)
                            .text("method", SignatureFacts::method)
                            // Not "issuer": plain Drools takes its first two letters for an operator.
                            .text("certificateSubject", SignatureFacts::certificateSubject)
                            .text("certificateIssuer", SignatureFacts::certificateIssuer)
                            .text("signedReference", SignatureFacts::signedReference)
                            .build(),
                    FactType.of(AttestationFacts.class, FactBounds.FACTS)
                            .text("type", AttestationFacts::type)
                            .texts("signers", AttestationFacts::signers)
                            .text("content", AttestationFacts::content)
                            .text("builder", AttestationFacts::builder)
                            .text("buildType", AttestationFacts::buildType)
                            .text("sourceUri", AttestationFacts::sourceUri)
                            .texts("sourceDigests", AttestationFacts::sourceDigests)
                            .texts("materials", AttestationFacts::materials)
                            .texts("materialDigests", AttestationFacts::materialDigests)
                            .map("parameters", AttestationFacts::parameters)
                            .build(),
                    FactType.of(SbomComponent.class, FactBounds.COMPONENTS)
                            .text("name", SbomComponent::name)
                            .text("version", SbomComponent::version)
                            .text("purl", SbomComponent::purl)
                            .texts("licences", SbomComponent::licences)
                            .build(),
                    FactType.of(Vulnerability.class, FactBounds.VULNERABILITIES)
                            .text("id", Vulnerability::id)
                            .text("severity", Vulnerability::severity)
                            .text("packageName", Vulnerability::packageName)
                            .text("packageVersion", Vulnerability::packageVersion)
                            .text("purl", Vulnerability::purl)
                            .text("fixedVersion", Vulnerability::fixedVersion)
                            .text("status", Vulnerability::status)
                            .text("justification", Vulnerability::justification)
                            .build(),
                    FactType.of(RunRequest.class, 1)
                            .text("user", RunRequest::user)
                            .texts("argv", RunRequest::argv)
                            .text("profile", RunRequest::profile)
                            .text("workingDirectory", RunRequest::workingDirectory)
                            .texts("environment", RunRequest::environment)
                            .flag("readOnlyRoot", RunRequest::readOnlyRoot)
                            .flag("terminal", RunRequest::terminal)
                            .flag("customSeccomp", RunRequest::customSeccomp)
                            .flag("customLabel", RunRequest::customLabel)
                            .texts("bestEffort", RunRequest::bestEffort)
                            .text("hostname", RunRequest::hostname)
                            .text("cpuset", RunRequest::cpuset)
                            .flag("fixedAddresses", RunRequest::fixedAddresses)
                            .texts("copiesIn", RunRequest::copiesIn)
                            .texts("copiesOut", RunRequest::copiesOut)
                            .build(),
                    FactType.of(BestEffortRequest.class, FactBounds.FACTS)
                            .text("wall", BestEffortRequest::wall)
                            .build(),
                    FactType.of(MountRequest.class, FactBounds.FACTS)
                            .text("source", MountRequest::source)
                            .text("destination", MountRequest::destination)
                            .flag("readOnly", MountRequest::readOnly)
                            .build(),
                    FactType.of(CapabilityRequest.class, FactBounds.FACTS)
                            .text("name", CapabilityRequest::name)
                            .build(),
                    FactType.of(NetworkRequest.class, 1)
                            .text("mode", NetworkRequest::mode)
                            .texts("publish", NetworkRequest::publish)
                            .texts("allow", NetworkRequest::allow)
                            .texts("dns", NetworkRequest::dns)
                            .number("publishCount", NetworkRequest::publishCount)
                            .number("allowCount", NetworkRequest::allowCount)
                            .number("privateCount", NetworkRequest::privateCount)
                            .number("broadCount", NetworkRequest::broadCount)
                            .build(),
                    FactType.of(NetworkDestination.class, FactBounds.TEXTS)
                            .text("destination", NetworkDestination::destination)
                            .build(),
                    FactType.of(ResourceRequest.class, 1)
                            .number("memoryBytes", ResourceRequest::memoryBytes)
                            .number("pids", ResourceRequest::pids)
                            .number("cpuMillis", ResourceRequest::cpuMillis)
                            .number("cpuTimeNanos", ResourceRequest::cpuTimeNanos)
                            .number("wallTimeNanos", ResourceRequest::wallTimeNanos)
                            .number("diskBytes", ResourceRequest::diskBytes)
                            .number("diskInodes", ResourceRequest::diskInodes)
                            .number("outputBytes", ResourceRequest::outputBytes)
                            .build(),
                    FactType.of(Caller.class, 1)
                            .number("uid", Caller::uid)
                            .number("gid", Caller::gid)
                            .texts("groups", Caller::groups)
                            .text("authentication", Caller::authentication)
                            .build(),
                    FactType.of(HostFacts.class, 1)
                            .text("kernelRelease", HostFacts::kernelRelease)
                            .texts("walls", HostFacts::walls)
                            .text("cgroupVersion", HostFacts::cgroupVersion)
                            .text("selinux", HostFacts::selinux)
                            .build(),
                    FactType.of(Clock.class, 1)
                            .number("epochSeconds", Clock::epochSeconds)
                            .text("date", Clock::date)
                            .text("weekday", Clock::weekday)
                            .number("hour", Clock::hour)
                            .build(),
                    FactType.of(Parameter.class, Limits.PARAMETERS)
                            .key("name", Parameter::name)
                            .text("text", Parameter::text)
                            .number("number", Parameter::number)
                            .number("bytes", Parameter::bytes)
                            .number("nanoseconds", Parameter::nanoseconds)
                            .flag("flag", Parameter::flag)
                            .texts("texts", Parameter::texts)
                            .number("count", Parameter::count)
                            .build()),
            Map.of("ResourceRequest.UNLIMITED", ResourceRequest.UNLIMITED));

    private Facts() {}
}
