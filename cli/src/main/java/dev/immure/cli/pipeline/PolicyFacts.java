package dev.immure.cli.pipeline;

import dev.immure.core.host.Finding;
import dev.immure.core.host.HostReport;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.network.AllowRule;
import dev.immure.core.network.IpAddress;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.AddressRandomization;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.Mount;
import dev.immure.core.plan.RootMode;
import dev.immure.core.plan.Wall;
import dev.immure.core.resource.CpuSet;
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
import dev.immure.policy.SignatureFacts;
import dev.immure.profiles.ProfileLimits;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerifiedImage;
import dev.immure.signing.VerifiedSigner;
import dev.immure.signing.attestation.VerifiedAttestation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns what is known into the facts that rules see. Pure. */
final class PolicyFacts {
    private PolicyFacts() {}

    static PolicyInput of(VerificationResult verification, Intent intent, HostReport host, Caller caller, Instant now) {
        return new PolicyInput(
                image(verification),
                signatures(verification),
                AttestedImage.of(attestations(verification), digests(verification)),
                run(intent),
                mounts(intent),
                intent.capabilities().capabilities().stream()
                        .map(capability -> new CapabilityRequest(capability.name()))
                        .toList(),
                network(intent.network()),
                resources(intent),
                caller,
                host(host),
                new Clock(now));
    }

    /** A copy shows the program what a read-only bind would: a rule about the one must hold for the other. */
    private static List<MountRequest> mounts(Intent intent) {
        Stream<MountRequest> binds = intent.mounts().stream()
                .filter(Mount.Bind.class::isInstance)
                .map(Mount.Bind.class::cast)
                .map(bind ->
                        new MountRequest(bind.source(), bind.destination(), bind.access() == Mount.Access.READ_ONLY));
        Stream<MountRequest> copies =
                intent.copies().in().stream().map(copy -> new MountRequest(copy.source(), copy.destination(), true));
        return Stream.concat(binds, copies).toList();
    }

    private static ImageFacts image(VerificationResult verification) {
        ResolvedImage image = verification.image();
        String name = verification instanceof VerifiedImage verified
                ? verified.name()
                : image.name().orElse("");
        return new ImageFacts(
                image.reference(),
                name,
                image.digest(),
                image.config().labels(),
                image.config().user(),
                image.config().entrypoint(),
                image.config().created().orElse(""),
                image.manifest().layers().size(),
                image.manifest().layers().stream().mapToLong(Descriptor::size).sum(),
                image.config().platform().toString(),
                verification instanceof VerifiedImage ? ImageFacts.VERIFIED : ImageFacts.UNSIGNED);
    }

    private static List<VerifiedAttestation> attestations(VerificationResult verification) {
        return verification instanceof VerifiedImage verified ? verified.attestations() : List.of();
    }

    private static List<SignatureFacts> signatures(VerificationResult verification) {
        if (!(verification instanceof VerifiedImage verified)) {
            return List.of();
        }
        return verified.signers().stream()
                .map(signer -> new SignatureFacts(
                        signer.identity().name(),
                        signer.identity().fingerprint().toString(),
                        signer.identity().method(),
                        signer.identity().subject(),
                        signer.identity().issuer(),
                        signer.signedReference()))
                .toList();
    }

    /** All digests under which something can be said about the image: its manifest, and the index it was chosen from. */
    private static Set<Digest> digests(VerificationResult verification) {
        Stream<Digest> subjects = verification instanceof VerifiedImage verified
                ? verified.signers().stream().map(VerifiedSigner::subject)
                : Stream.of();
        return Stream.concat(Stream.of(verification.image().digest()), subjects).collect(Collectors.toSet());
    }

    private static RunRequest run(Intent intent) {
        return new RunRequest(
                intent.user().uid() + ":" + intent.user().gid(),
                intent.argv(),
                intent.profile().name(),
                intent.workingDirectory(),
                intent.environment().stream()
                        .map(variable -> variable.substring(0, variable.indexOf('=')))
                        .toList(),
                intent.rootMode() == RootMode.READ_ONLY,
                intent.terminal().isPresent(),
                intent.customSeccomp().isPresent(),
                intent.label().isCustom(),
                intent.bestEffort().stream().map(Wall::label).toList(),
                intent.hostname(),
                intent.tuning().cpus().map(CpuSet::toString).orElse(""),
                intent.tuning().addresses() == AddressRandomization.OFF,
                intent.copies().in().stream().map(Copies.In::source).toList(),
                intent.copies().out().stream().map(Copies.Out::destination).toList());
    }

    /** The CPU time that can be used: the limit, and what the program may go on beyond it. */
    private static ResourceRequest resources(Intent intent) {
        ProfileLimits limits = intent.limits();
        return new ResourceRequest(
                limits.memoryBytes(),
                limits.pids(),
                limits.milliCpus(),
                limits.cpuTime().plus(intent.tuning().extraTime()).toNanos(),
                limits.wallTime().toNanos(),
                limits.diskBytes(),
                limits.inodes(),
                limits.outputBytes());
    }

    private static NetworkRequest network(NetworkSpec network) {
        return switch (network) {
            case NetworkSpec.None ignored -> new NetworkRequest("none", List.of(), List.of(), List.of());
            case NetworkSpec.Private wanted ->
                new NetworkRequest(
                        "private",
                        List.of(),
                        wanted.allow().stream().map(AllowRule::toString).toList(),
                        wanted.dns().stream().map(IpAddress::toString).toList());
        };
    }

    private static HostFacts host(HostReport host) {
        return new HostFacts(
                host.kernelRelease(),
                host.findings().stream()
                        .filter(finding -> finding.state() == Finding.State.AVAILABLE)
                        .map(finding -> finding.wall().id())
                        .toList(),
                host.cgroup().map(layout -> layout.text()).orElse("none"),
                switch (host.selinux().state()) {
                    case ENFORCING -> "enforcing";
                    case PERMISSIVE -> "permissive";
                    case ABSENT -> "disabled";
                });
    }
}
