package dev.immure.policy;

import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A launch that the baseline permits; tests change one part of it. */
final class Inputs {
    static final Digest MANIFEST = Digest.of("a manifest".getBytes(StandardCharsets.UTF_8));
    static final Instant NOW = Instant.parse("2026-11-23T09:30:00Z");

    private Inputs() {}

    static ImageFacts image(String verification) {
        return image(verification, "linux/amd64", Map.of("tier", "prod"));
    }

    static ImageFacts image(String verification, String platform, Map<String, String> labels) {
        return new ImageFacts(
                "registry.example/team/app:1.2",
                "registry.example/team/app",
                MANIFEST,
                labels,
                "1000",
                List.of("/bin/app"),
                "2026-11-01T00:00:00Z",
                3,
                30_000_000,
                platform,
                verification);
    }

    static SignatureFacts signature(String signer) {
        return new SignatureFacts(
                signer, "sha256:" + "0".repeat(64), "cosign-key", "", "", "registry.example/team/app");
    }

    static AttestationFacts provenance(String builder) {
        return new AttestationFacts(
                "https://slsa.dev/provenance/v1",
                List.of("release"),
                "slsa-1",
                builder,
                "https://ci.example/workflow/v1",
                "git+https://git.example/team/app@refs/heads/main",
                List.of("gitCommit:d37a7f740ee7404914456f24dcd90e865a0509e8"),
                List.of("pkg:docker/golang@1.26"),
                List.of("sha256:" + "1".repeat(64)),
                Map.of("workflow.ref", "refs/heads/main"));
    }

    static SbomComponent component(String name, String... licences) {
        return new SbomComponent(name, "1.0", "pkg:generic/" + name + "@1.0", List.of(licences));
    }

    static Vulnerability vulnerability(String severity, String status) {
        return new Vulnerability(
                "CVE-2026-0001", severity, "openssl", "3.0.11", "pkg:deb/debian/openssl@3.0.11", "", status, "");
    }

    static RunRequest run() {
        return run(false, false, List.of());
    }

    static RunRequest run(boolean customSeccomp, boolean customLabel, List<String> bestEffort) {
        return new RunRequest(
                "1000",
                List.of("/bin/app", "--serve"),
                "default",
                "/",
                List.of("PATH", "HOME"),
                false,
                false,
                customSeccomp,
                customLabel,
                bestEffort,
                "",
                "",
                false,
                List.of(),
                List.of());
    }

    static NetworkRequest noNetwork() {
        return new NetworkRequest("none", List.of(), List.of(), List.of());
    }

    static ResourceRequest resources() {
        return new ResourceRequest(
                512L << 20, 64, 1000, 10_000_000_000L, 60_000_000_000L, 1L << 30, 100_000, 64L << 20);
    }

    static HostFacts host() {
        return new HostFacts("6.1.0-13-amd64", List.of("user", "seccomp", "landlock"), "v2", "disabled");
    }

    static Builder valid() {
        return new Builder();
    }

    /** Starts from the valid launch. */
    static final class Builder {
        private ImageFacts image = Inputs.image(ImageFacts.VERIFIED);
        private List<SignatureFacts> signatures = List.of(signature("release"));
        private Attested attested = Attested.NOTHING;
        private RunRequest run = Inputs.run();
        private List<MountRequest> mounts = List.of();
        private List<CapabilityRequest> capabilities = List.of();
        private NetworkRequest network = noNetwork();
        private ResourceRequest resources = Inputs.resources();
        private Clock clock = new Clock(NOW);

        Builder image(ImageFacts value) {
            image = value;
            return this;
        }

        Builder signatures(SignatureFacts... value) {
            signatures = List.of(value);
            return this;
        }

        Builder attested(Attested value) {
            attested = value;
            return this;
        }

        Builder run(RunRequest value) {
            run = value;
            return this;
        }

        Builder mounts(MountRequest... value) {
            mounts = List.of(value);
            return this;
        }

        Builder mounts(List<MountRequest> value) {
            mounts = value;
            return this;
        }

        Builder capabilities(String... names) {
            capabilities = List.of(names).stream().map(CapabilityRequest::new).toList();
            return this;
        }

        Builder network(NetworkRequest value) {
            network = value;
            return this;
        }

        Builder resources(ResourceRequest value) {
            resources = value;
            return this;
        }

        Builder clock(Instant value) {
            clock = new Clock(value);
            return this;
        }

        PolicyInput build() {
            return new PolicyInput(
                    image,
                    signatures,
                    attested,
                    run,
                    mounts,
                    capabilities,
                    network,
                    resources,
                    new Caller(1000, 1000, "process"),
                    host(),
                    clock);
        }
    }
}
