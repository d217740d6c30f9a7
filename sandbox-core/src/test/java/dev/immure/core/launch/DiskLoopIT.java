package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.Verdict;
import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ext4 of fixed size as a sandbox's disk. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskLoopIT {
    private static final long MIB = TestSandbox.MIB;
    private static final DiskLimit LIMIT = new DiskLimit(4 * MIB, 64, DiskBackend.LOOP);

    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    @BeforeAll
    static void makeTree() throws IOException {
        tree = TestSandbox.makeTree(directory);
    }

    @Test
    void bytesAreLimited() {
        TestSandbox sandbox =
                TestSandbox.of(tree, "fill", "/file", "20000000").user(0, 0).disk(LIMIT);
        RunReport report = sandbox.run();
        assertThat(sandbox.out()).isEqualTo("fill = -28\n");
        assertThat(report.disk().orElseThrow().fullMounts()).isEqualTo(1);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.DQE);
    }
}
