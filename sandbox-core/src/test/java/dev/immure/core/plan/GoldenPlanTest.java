package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.runtime.Rlimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole plans as text, so that a change of what is launched is seen in review. After a change that is meant, write them
 * anew, read the difference and commit it:
 *
 * <pre>mvn -pl sandbox-core -am test -Dtest=GoldenPlanTest -Dsurefire.failIfNoSpecifiedTests=false -Dimmure.golden=write</pre>
 */
class GoldenPlanTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/plan");
    private static final Map<String, SpecBuilder> GOLDEN = new TreeMap<>();

    static {
        GOLDEN.put("minimal", new SpecBuilder());
        GOLDEN.put("full-landlock-7", SpecBuilder.full());
        SpecBuilder first = SpecBuilder.full();
        first.landlockAbi = 1;
        GOLDEN.put("full-landlock-1", first);
        SpecBuilder without = new SpecBuilder();
        without.landlockAbi = 0;
        without.bestEffort = List.of(Wall.LANDLOCK);
        without.user = new ContainerUser(0, 0, List.of());
        without.controllers = List.of();
        without.rlimits = List.of(new Rlimit(Rlimit.Resource.RLIMIT_CORE, 0, 0));
        GOLDEN.put("root-without-landlock", without);
        SpecBuilder hybrid = new SpecBuilder();
        hybrid.controllers = List.of("/sys/fs/cgroup/memory", "/sys/fs/cgroup/unified");
        hybrid.unified = Optional.of("/sys/fs/cgroup/unified");
        GOLDEN.put("hybrid-cgroups", hybrid);
        SpecBuilder pure = new SpecBuilder();
        pure.controllers = List.of("/sys/fs/cgroup");
        pure.unified = Optional.of("/sys/fs/cgroup");
        GOLDEN.put("cgroup-v2", pure);
        GOLDEN.put("caller-subordinate-ids", SpecBuilder.ofCaller(SpecBuilder.SUBORDINATE));
        SpecBuilder single = SpecBuilder.ofCaller(SpecBuilder.SINGLE);
        single.user = new ContainerUser(1000, 100, List.of());
        GOLDEN.put("caller-single-id", single);
    }

    static List<String> names() {
        return List.copyOf(GOLDEN.keySet());
    }

    /** The handles, then one line for each op: process, op, operands. */
    static String text(LaunchPlan plan) {
        StringBuilder out = new StringBuilder();
        int slot = LaunchPlan.FIRST_HANDLE_SLOT;
        for (HostHandle handle : plan.handles()) {
            out.append("#")
                    .append(slot++)
                    .append(" = ")
                    .append(handle.describe())
                    .append('\n');
        }
        for (PlanOp op : plan.ops()) {
            String stage = op.opcode().stage().name().toLowerCase(java.util.Locale.ROOT);
            out.append(stage).append(": ").append(op.describe()).append('\n');
        }
        return out.append(plan.digest()).append('\n').toString();
    }

    @ParameterizedTest
    @MethodSource("names")
    void thePlanIsTheOneThatWasReviewed(String name) throws IOException {
        String text = text(Objects.requireNonNull(GOLDEN.get(name)).compile());
        Path file = DIRECTORY.resolve(name + ".txt");
        if ("write".equals(System.getProperty("immure.golden"))) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, text);
        }
        assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(text);
    }
}
