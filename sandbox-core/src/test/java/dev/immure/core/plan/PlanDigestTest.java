package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Rlimit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlanDigestTest {
    /** Each changes one input of {@link SpecBuilder#full}. */
    private static Map<String, Consumer<SpecBuilder>> changes() {
        Map<String, Consumer<SpecBuilder>> all = new LinkedHashMap<>();
        all.put(
                "a layer more",
                s -> s.layers = List.of(SpecBuilder.digest(2), SpecBuilder.digest(3), SpecBuilder.digest(4)));
        all.put("layers swapped", s -> s.layers = s.layers.reversed());
        all.put("another layer", s -> s.layers = List.of(SpecBuilder.digest(2), SpecBuilder.digest(5)));
        all.put("another argument", s -> s.argv = List.of("sh", "-c", "echo one line"));
        all.put("arguments joined", s -> s.argv = List.of("sh", "-c echo \"two\nlines\""));
        all.put("another variable", s -> s.environment = List.of("PATH=/usr/bin:/bin", "HOME=/home/user", "EMPTY=x"));
        all.put("variables swapped", s -> s.environment = s.environment.reversed());
        all.put("another directory", s -> s.workingDirectory = "/home");
        all.put("another user", s -> s.user = new ContainerUser(1001, 100, List.of(4, 20)));
        all.put("another group", s -> s.user = new ContainerUser(1000, 101, List.of(4, 20)));
        all.put("another supplementary group", s -> s.user = new ContainerUser(1000, 100, List.of(4, 21)));
        all.put("another hostname", s -> s.hostname = "fox");
        all.put("a writable root", s -> s.rootMode = RootMode.WRITABLE);
        all.put("no mounts", s -> s.mounts = List.of());
        all.put("mounts swapped", s -> s.mounts = s.mounts.reversed());
        all.put("one capability less", s -> s.capabilities = new CapabilitySet(EnumSet.of(Capability.CAP_CHOWN)));
        all.put("no limits", s -> s.rlimits = List.of());
        all.put(
                "another limit",
                s -> s.rlimits = List.of(
                        new Rlimit(Rlimit.Resource.RLIMIT_NOFILE, 256, 1025),
                        new Rlimit(Rlimit.Resource.RLIMIT_STACK, 8 << 20, Rlimit.UNLIMITED)));
        all.put("another filter", s -> s.seccomp = new BpfProgram(new byte[] {6, 0, 0, 0, 1, 0, 5, 0}));
        all.put("one mask less", s -> s.paths = new ProtectedPaths(List.of("/proc/keys"), s.paths.readOnly()));
        all.put("one read-only path less", s -> s.paths = new ProtectedPaths(s.paths.masked(), List.of("/proc/sys")));
        all.put("more disk", s -> s.disk = new DiskLimit((1 << 20) + 4096, 64));
        all.put("more inodes", s -> s.disk = new DiskLimit(1 << 20, 65));
        all.put("another label", s -> s.label = Optional.of(SpecBuilder.label("c1,c3")));
        all.put("no label", s -> s.label = Optional.empty());
        all.put("other ids", s -> s.ids = new IdMap.Own(0x7801_0000L, 0x7801_0000L));
        all.put("another Landlock", s -> s.landlockAbi = 5);
        all.put("another kernel", s -> s.lastCapability = 41);
        all.put("another monotonic clock", s -> s.monotonicSeconds++);
        all.put("another boot clock", s -> s.boottimeSeconds++);
        all.put("one hierarchy less", s -> s.controllers = List.of("/sys/fs/cgroup/memory"));
        all.put("another hierarchy", s -> s.controllers = List.of("/sys/fs/cgroup/memory", "/sys/fs/cgroup/cpu"));
        all.put("another cgroup", s -> s.cgroupName = "immure-box-2");
        all.put("another staging directory", s -> s.stagingDirectory = "/run");
        return all;
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        LaunchPlan one = SpecBuilder.full().compile();
        LaunchPlan other = SpecBuilder.full().compile();
        assertThat(LaunchPlanCodec.encode(one)).isEqualTo(LaunchPlanCodec.encode(other));
        assertThat(one.digest()).isEqualTo(other.digest());
    }

    @Test
    void everySingleChangeGivesAnotherDigest() {
        Map<Digest, String> seen = new HashMap<>();
        seen.put(SpecBuilder.full().compile().digest(), "none");
        changes().forEach((name, change) -> {
            SpecBuilder spec = SpecBuilder.full();
            change.accept(spec);
            String earlier = seen.put(spec.compile().digest(), name);
            assertThat(earlier).as("%s gives the same digest as", name).isNull();
        });
    }

    /** The number of ops and their bytes are the same; only what the descriptors stand for differs. */
    @Test
    void aLineBreakInAPathCannotImitateAnotherListOfDescriptors() {
        LaunchPlan one = binds("/a", "/b at /x\nbind /c");
        LaunchPlan other = binds("/a at /x\nbind /b", "/c");
        assertThat(LaunchPlanCodec.encode(one)).isEqualTo(LaunchPlanCodec.encode(other));
        assertThat(one.digest()).isNotEqualTo(other.digest());
    }

    private static LaunchPlan binds(String first, String second) {
        SpecBuilder spec = new SpecBuilder();
        spec.mounts = List.of(
                SpecBuilder.bind(first, "/x", Mount.Kind.FILE, Mount.Access.READ_ONLY, 0),
                SpecBuilder.bind(second, "/y", Mount.Kind.FILE, Mount.Access.READ_ONLY, 0));
        return spec.compile();
    }
}
