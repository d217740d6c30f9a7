package dev.immure.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All that rules can see. Immutable; nothing in it reaches a file, the kernel or the network. */
public record PolicyInput(
        ImageFacts image,
        List<SignatureFacts> signatures,
        Attested attested,
        RunRequest run,
        List<MountRequest> mounts,
        List<CapabilityRequest> capabilities,
        NetworkRequest network,
        ResourceRequest resources,
        Caller caller,
        HostFacts host,
        Clock clock) {
    public PolicyInput {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(attested, "attested is null");
        Objects.requireNonNull(run, "run is null");
        Objects.requireNonNull(network, "network is null");
        Objects.requireNonNull(resources, "resources is null");
        Objects.requireNonNull(caller, "caller is null");
        Objects.requireNonNull(host, "host is null");
        Objects.requireNonNull(clock, "clock is null");
        signatures = FactBounds.facts("the signatures", signatures);
        mounts = FactBounds.facts("the mounts", mounts);
        capabilities = FactBounds.facts("the capabilities", capabilities);
    }

    /** The same facts at another moment. */
    public PolicyInput at(Clock other) {
        return new PolicyInput(
                image, signatures, attested, run, mounts, capabilities, network, resources, caller, host, other);
    }

    /** The facts, one by one, in a fixed order. */
    public List<Object> facts() {
        List<Object> facts = new ArrayList<>();
        facts.add(image);
        facts.addAll(signatures);
        attested.facts().forEach(facts::add);
        facts.add(run);
        run.bestEffort().forEach(wall -> facts.add(new BestEffortRequest(wall)));
        facts.addAll(mounts);
        facts.addAll(capabilities);
        facts.add(network);
        network.allow().forEach(destination -> facts.add(new NetworkDestination(destination)));
        facts.add(resources);
        facts.add(caller);
        facts.add(host);
        facts.add(clock);
        return facts;
    }
}
