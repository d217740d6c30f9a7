package dev.immure.core.resource;

import static dev.immure.core.resource.Faults.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused on the cgroups of this very machine, and that a refusal leaves nothing behind. */
class CgroupsRefusalIT {
    private static final long MIB = 1 << 20;
    private static final CgroupLayout LAYOUT = CgroupLayout.detect();

    private static String freshId() {
        return "test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    @Test
    void refusesASecondSandboxOfTheSameName() {
        String id = freshId();
        ResourceLimits limits = ResourceLimits.of(64 * MIB, 16);
        try (SandboxCgroup first = Cgroups.create(LAYOUT, id, limits)) {
            assertFault(() -> Cgroups.create(LAYOUT, id, limits), CgroupFault.EXISTS, "EEXIST");
            assertThat(first.directories()).allMatch(Files::isDirectory);
        }
    }

    @Test
    void leavesNothingWhenTheKernelRefusesALimit() {
        String id = freshId();
        ResourceLimits limits = new ResourceLimits(
                64 * MIB, 16, OptionalInt.empty(), OptionalInt.empty(), Optional.of(CpuSet.parse("8191")));
        assertFault(() -> Cgroups.create(LAYOUT, id, limits), CgroupFault.LIMIT, "write: ");
        assertThat(LAYOUT.hierarchies(limits.controllers()))
                .map(h -> h.base().resolve("immure-" + id))
                .noneMatch(Files::exists);
    }

    @Test
    void refusesABaseThatIsNoCgroup() {
        CgroupLayout fake = new CgroupLayout.V2(Path.of("/proc"), LAYOUT.controllers());
        assertFault(
                () -> Cgroups.create(fake, freshId(), ResourceLimits.of(64 * MIB, 16)),
                CgroupFault.NOT_CGROUP,
                "/proc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", "A", "-a", "a b", "a\n"})
    void refusesAnIdThatIsNoPlainName(String id) {
        ResourceLimits limits = ResourceLimits.of(64 * MIB, 16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cgroups.create(LAYOUT, id, limits))
                .withMessageContaining("sandbox id");
    }
}
