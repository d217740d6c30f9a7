package dev.immure.policy.test;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
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
import dev.immure.policy.json.FactsJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The launch that a scenario starts from: a signed image, run modestly. What a scenario says replaces a part of it, so
 * that a scenario names only what it is about. Documented in docs/policy-testing.md; changing it changes what tests mean.
 */
final class DefaultFacts {
    private static final JsonLimits LIMITS = new JsonLimits(1 << 16, 8, 1 << 12);

    private static final AttestationFacts ATTESTATION = new AttestationFacts("", List.of(), AttestationFacts.UNKNOWN);
    private static final SbomComponent COMPONENT = new SbomComponent("", "", "", List.of());
    private static final Vulnerability VULNERABILITY =
            new Vulnerability("", "UNKNOWN", "", "", "", "", Vulnerability.AFFECTED, "");
    private static final MountRequest MOUNT = new MountRequest("/srv/data", "/data", true);
    private static final SignatureFacts SIGNATURE = new SignatureFacts(
            "release", "sha256:" + "0".repeat(64), "cosign-key", "", "", "registry.example/team/app");

    private DefaultFacts() {}

    static JsonObject input() {
        return json(input(Attested.NOTHING, List.of(), List.of()));
    }

    /** A launch with one element in every list of facts: what such an element does not say, it says like this one. */
    static JsonObject elements() {
        Attested attested = new Attested(List.of(ATTESTATION), List.of(COMPONENT), List.of(VULNERABILITY));
        return json(input(attested, List.of(MOUNT), List.of(new CapabilityRequest("CAP_CHOWN"))));
    }

    private static PolicyInput input(
            Attested attested, List<MountRequest> mounts, List<CapabilityRequest> capabilities) {
        return new PolicyInput(
                image(),
                List.of(SIGNATURE),
                attested,
                run(),
                mounts,
                capabilities,
                new NetworkRequest("none", List.of(), List.of(), List.of()),
                new ResourceRequest(
                        512L << 20, 64, 1000, 10_000_000_000L, 60_000_000_000L, 1L << 30, 100_000, 64L << 20),
                new Caller(1000, 1000, "process"),
                new HostFacts("6.1.0", List.of("user", "seccomp", "landlock"), "v2", "disabled"),
                new Clock(Instant.parse("2026-01-01T12:00:00Z")));
    }

    private static ImageFacts image() {
        return new ImageFacts(
                "registry.example/team/app:1.0",
                "registry.example/team/app",
                Digest.of("registry.example/team/app:1.0".getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                "1000",
                List.of("/bin/app"),
                "2025-12-01T00:00:00Z",
                3,
                30_000_000,
                "linux/amd64",
                ImageFacts.VERIFIED);
    }

    private static RunRequest run() {
        return new RunRequest(
                "1000",
                List.of("/bin/app"),
                "default",
                "/",
                List.of("PATH"),
                false,
                false,
                false,
                false,
                List.of(),
                "",
                "",
                false,
                List.of(),
                List.of());
    }

    private static JsonObject json(PolicyInput input) {
        try {
            return StrictJson.parseObject(FactsJson.write(input), LIMITS);
        } catch (JsonException e) {
            throw new IllegalStateException("facts that were written can be read", e);
        }
    }
}
