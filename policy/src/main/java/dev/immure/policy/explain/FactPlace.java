package dev.immure.policy.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the facts of each type stand in the JSON of facts, in the order in which a change to them is near: first what the
 * caller could have asked otherwise, then the image and what is said of it, last what nobody chooses.
 */
enum FactPlace {
    RUN("RunRequest", Count.ONE, "run"),
    BEST_EFFORT("BestEffortRequest", Count.MANY, "run", "bestEffort"),
    MOUNT("MountRequest", Count.MANY, "mounts"),
    CAPABILITY("CapabilityRequest", Count.MANY, "capabilities"),
    NETWORK("NetworkRequest", Count.ONE, "network"),
    DESTINATION("NetworkDestination", Count.MANY, "network", "allow"),
    RESOURCE("ResourceRequest", Count.ONE, "resources"),
    SIGNATURE("SignatureFacts", Count.MANY, "signatures"),
    ATTESTATION("AttestationFacts", Count.MANY, "attested", "attestations"),
    COMPONENT("SbomComponent", Count.MANY, "attested", "components"),
    VULNERABILITY("Vulnerability", Count.MANY, "attested", "vulnerabilities"),
    IMAGE("ImageFacts", Count.ONE, "image"),
    CALLER("Caller", Count.ONE, "caller"),
    HOST("HostFacts", Count.ONE, "host"),
    CLOCK("Clock", Count.ONE, "clock");

    private enum Count {
        ONE,
        MANY
    }

    private final String type;
    private final Count count;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> path;

    FactPlace(String type, Count count, String... path) {
        this.type = type;
        this.count = count;
        this.path = List.of(path);
    }

    static Optional<FactPlace> of(String type) {
        return Arrays.stream(values()).filter(place -> place.type.equals(type)).findFirst();
    }

    /** Of the fact, or of the array that holds all facts of the type. */
    List<String> path() {
        return path;
    }

    boolean isArray() {
        return count == Count.MANY;
    }

    /** What comes first when two changes are as small: request, image, the rest. */
    int distance() {
        return switch (this) {
            case RUN, BEST_EFFORT, MOUNT, CAPABILITY, NETWORK, DESTINATION, RESOURCE -> 0;
            case SIGNATURE, ATTESTATION, COMPONENT, VULNERABILITY -> 2;
            case IMAGE -> 3;
            case CALLER -> 4;
            case HOST -> 5;
            case CLOCK -> 6;
        };
    }
}
