package dev.immure.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;

/** The clock and the meter together, on a real program. */
class CpuLimitIT {
    private static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(100);

    /** Ten milliseconds are the promise; the bound here is wider, because the machine of the tests does other work too. */
    @RepeatedTest(3)
    void aBusyProgramIsSeenSoonAfterItsLimitWithFewLooks() throws Exception {
        CpuClock clock = new CpuClock(Runtime.getRuntime().availableProcessors());
        String id = "test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        try (SandboxCgroup cgroup = Cgroups.create(CgroupLayout.detect(), id, ResourceLimits.of(64 << 20, 4))) {
            Process busy = new ProcessBuilder("/bin/sh", "-c", "read go; while :; do :; done").start();
            try {
                for (Path directory : cgroup.directories()) {
                    Files.writeString(directory.resolve("cgroup.procs"), Long.toString(busy.pid()));
                }
                busy.getOutputStream().write('\n');
                busy.getOutputStream().flush();
                int looks = 0;
                long wait = clock.nanosUntilNextLook(LIMIT - cgroup.meters().cpuTimeNanos());
                while (wait > 0) {
                    looks++;
                    LockSupport.parkNanos(wait);
                    wait = clock.nanosUntilNextLook(LIMIT - cgroup.meters().cpuTimeNanos());
                }
                assertThat(cgroup.meters().cpuTimeNanos() - LIMIT).isBetween(0L, TimeUnit.MILLISECONDS.toNanos(100));
                assertThat(looks).isLessThan(2000);
            } finally {
                busy.destroyForcibly().waitFor();
            }
        }
    }
}
