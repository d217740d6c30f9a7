package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the baseline is tripped by a launch that differs from a permitted one in a single part. */
class BaselineTest {
    private static final PolicyBundle BASELINE = PolicyBundle.baseline();
    private static final long UNLIMITED = ResourceRequest.UNLIMITED;

    @Test
    void permitsAModestLaunchOfAVerifiedImage() {
        PolicyDecision decision = Policies.decide(BASELINE, Inputs.valid().build());

        assertThat(decision).isInstanceOfSatisfying(PolicyDecision.Permit.class, permit -> {
            assertThat(permit.reasons()).extracting(Reason::code).containsExactly("BASELINE");
            assertThat(permit.permit().image()).isEqualTo(Inputs.MANIFEST);
            assertThat(permit.permit().policy()).isEqualTo(BASELINE.digest());
            assertThat(permit.permit().decisionId()).isEqualTo(permit.decisionId());
        });
    }

    @Test
    void permitsWhatTheShortListsAllow() {
        PolicyInput input = Inputs.valid()
                .capabilities("CAP_CHOWN", "CAP_NET_BIND_SERVICE")
                .mounts(
                        new MountRequest("/srv/data", "/data", false),
                        new MountRequest("/home/alice/src", "/src", false),
                        new MountRequest("/usr/share/zoneinfo", "/usr/share/zoneinfo", true))
                .network(new NetworkRequest("private", List.of(), List.of("192.0.2.7/32:443"), List.of()))
                .run(Inputs.run(false, false, List.of("landlock", "selinux")))
                .build();

        assertThat(Policies.decide(BASELINE, input)).isInstanceOf(PolicyDecision.Permit.class);
    }

    static Stream<Arguments> offences() {
        return Stream.of(
                arguments("IMAGE-UNSIGNED", "IMG-001", Inputs.valid().image(Inputs.image(ImageFacts.UNSIGNED))),
                arguments("IMAGE-NO-SIGNER", "IMG-002", Inputs.valid().signatures()),
                arguments(
                        "IMAGE-PLATFORM",
                        "IMG-003",
                        Inputs.valid().image(Inputs.image(ImageFacts.VERIFIED, "linux/arm64", Map.of()))),
                arguments("CAPABILITY", "CAP-001", Inputs.valid().capabilities("CAP_SYS_ADMIN")),
                writable("/usr"),
                writable("/etc/cron.d"),
                writable("/usr/local/bin"),
                writable("/var/lib/app"),
                writable("/srv"),
                hidden("/etc"),
                hidden("/home"),
                hidden("/var/lib"),
                hidden("/"),
                hidden("/proc"),
                hidden("/proc/1/root"),
                hidden("/sys/fs/cgroup"),
                hidden("/dev"),
                hidden("/run/user/1000"),
                hidden("/var/run"),
                hidden("/root/.ssh"),
                hidden("/etc/shadow"),
                arguments("MOUNT-ENGINE-SOCKET", "MNT-003", mount("/srv/docker.sock", "/x", true)),
                arguments("MOUNT-OVER-WALL", "MNT-004", mount("/srv/x", "/proc/sys", true)),
                arguments("MOUNT-OVER-WALL", "MNT-004", mount("/srv/x", "/", true)),
                arguments("NETWORK-MODE", "NET-001", network("host", List.of("192.0.2.0/24"), List.of())),
                arguments("NETWORK-UNBOUNDED", "NET-002", network("private", List.of(), List.of())),
                arguments("NETWORK-ANYWHERE", "NET-003", network("private", List.of("::/0"), List.of())),
                arguments("NETWORK-ANYWHERE", "NET-003", network("private", List.of("0.0.0.0/0"), List.of())),
                arguments(
                        "NETWORK-ANYWHERE",
                        "NET-003",
                        network("private", List.of("0.0.0.0/1", "128.0.0.0/1"), List.of())),
                arguments("NETWORK-ANYWHERE", "NET-003", network("private", List.of("0.0.0.0/0:443"), List.of())),
                arguments("NETWORK-PRIVATE", "NET-005", network("private", List.of("10.1.2.0/24:80"), List.of())),
                arguments("NETWORK-PRIVATE", "NET-005", network("private", List.of("169.254.169.254"), List.of())),
                arguments("NETWORK-PRIVATE", "NET-005", network("private", List.of("fd00:ec2::254"), List.of())),
                arguments("NETWORK-PRIVATE", "NET-005", network("private", List.of("no address"), List.of())),
                arguments("NETWORK-PUBLISH", "NET-004", network("none", List.of(), List.of("8080:80"))),
                arguments(
                        "WALL-BEST-EFFORT",
                        "WAL-001",
                        Inputs.valid().run(Inputs.run(false, false, List.of("seccomp")))),
                arguments(
                        "WALL-BEST-EFFORT",
                        "WAL-001",
                        Inputs.valid().run(Inputs.run(false, false, List.of("new-wall")))),
                arguments("LABEL-REPLACED", "SEC-002", Inputs.valid().run(Inputs.run(false, true, List.of()))),
                arguments("LIMIT-MEMORY", "LIM-001", limits(UNLIMITED, 1, 1, 1, 1, 1)),
                arguments("LIMIT-PIDS", "LIM-002", limits(1, UNLIMITED, 1, 1, 1, 1)),
                arguments("LIMIT-WALL-TIME", "LIM-003", limits(1, 1, UNLIMITED, 1, 1, 1)),
                arguments("LIMIT-DISK", "LIM-004", limits(1, 1, 1, UNLIMITED, 1, 1)),
                arguments("LIMIT-DISK", "LIM-004", limits(1, 1, 1, 1, UNLIMITED, 1)),
                arguments("LIMIT-OUTPUT", "LIM-005", limits(1, 1, 1, 1, 1, UNLIMITED)));
    }

    /** Rules that deny nothing modest until somebody sets their parameter. */
    static Stream<Arguments> parameters() {
        return Stream.of(
                arguments("IMAGE-REGISTRY", "IMG-004", "allowed-registries: [registry.example:5000]"),
                arguments("IMAGE-SIGNER", "IMG-005", "allowed-signers: [nobody]"),
                arguments("LIMIT-MEMORY-MAXIMUM", "LIM-011", "max-memory: 511m"),
                arguments("LIMIT-PIDS-MAXIMUM", "LIM-012", "max-pids: 63"),
                arguments("LIMIT-WALL-TIME-MAXIMUM", "LIM-013", "max-wall-time: 59999ms"),
                arguments("LIMIT-DISK-MAXIMUM", "LIM-014", "max-disk: 1023m"),
                arguments("LIMIT-OUTPUT-MAXIMUM", "LIM-015", "max-output: 1k"));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void aParameterTightensTheBaselineWithoutARule(String code, String rule, String parameter) {
        PolicyInput input = Inputs.valid().build();
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(
                "policy.yaml",
                ("schema: 1\nbase: baseline\nparameters:\n  " + parameter + "\n").getBytes(StandardCharsets.UTF_8));
        PolicyBundle tightened = Policies.compile(files);

        assertThat(Policies.decide(tightened, input)).isInstanceOfSatisfying(PolicyDecision.Deny.class, deny -> {
            assertThat(deny.reasons()).singleElement().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo(code);
                assertThat(reason.rule()).startsWith(rule);
            });
            assertThat(deny.rules().getFirst().source()).startsWith("baseline/");
        });
        assertThat(tightened.digest()).isNotEqualTo(BASELINE.digest());
    }

    private static Arguments writable(String source) {
        return arguments("MOUNT-SYSTEM-WRITABLE", "MNT-001", mount(source, "/x", false));
    }

    private static Arguments hidden(String source) {
        return arguments("MOUNT-HOST-INTERNAL", "MNT-002", mount(source, "/x", true));
    }

    private static Inputs.Builder mount(String source, String destination, boolean readOnly) {
        return Inputs.valid().mounts(new MountRequest(source, destination, readOnly));
    }

    private static Inputs.Builder network(String mode, List<String> allow, List<String> publish) {
        return Inputs.valid().network(new NetworkRequest(mode, publish, allow, List.of()));
    }

    private static Inputs.Builder limits(long memory, long pids, long wall, long disk, long inodes, long output) {
        return Inputs.valid().resources(new ResourceRequest(memory, pids, 1000, 1, wall, disk, inodes, output));
    }

    @ParameterizedTest
    @MethodSource("offences")
    void deniesForOneReason(String code, String rule, Inputs.Builder input) {
        PolicyDecision decision = Policies.decide(BASELINE, input.build());

        assertThat(decision)
                .isInstanceOfSatisfying(
                        PolicyDecision.Deny.class,
                        deny -> assertThat(deny.reasons()).singleElement().satisfies(reason -> {
                            assertThat(reason.code()).isEqualTo(code);
                            assertThat(reason.rule()).startsWith(rule);
                            assertThat(reason.text()).isNotBlank().doesNotContain("{}");
                        }));
    }

    /** It can only take away from the profile's: see SeccompStack. A policy that dislikes it can still say so. */
    @Test
    void permitsAFilterOfTheUsersOnTopOfTheProfiles() {
        assertThat(Policies.decide(
                        BASELINE,
                        Inputs.valid().run(Inputs.run(true, false, List.of())).build()))
                .isInstanceOf(PolicyDecision.Permit.class);
    }

    @Test
    void hasATestForEveryRuleThatDenies() {
        Set<String> tripped = new TreeSet<>();
        Stream.concat(offences(), parameters()).forEach(offence -> tripped.add(String.valueOf(offence.get()[1])));

        assertThat(BASELINE.rules())
                .filteredOn(rule -> !rule.startsWith("PRM-"))
                .allSatisfy(rule -> assertThat(tripped).contains(rule.substring(0, 7)))
                .hasSize(tripped.size());
    }

    @Test
    void tellsEveryReasonAtOnce() {
        PolicyInput input = Inputs.valid()
                .image(Inputs.image(ImageFacts.UNSIGNED))
                .capabilities("CAP_SYS_ADMIN", "CAP_SYS_PTRACE")
                .mounts(new MountRequest("/", "/host", false))
                .build();

        assertThat(Policies.codes(Policies.decide(BASELINE, input)))
                .containsExactly(
                        "CAPABILITY", "CAPABILITY", "IMAGE-UNSIGNED", "MOUNT-SYSTEM-WRITABLE", "MOUNT-HOST-INTERNAL");
    }
}
