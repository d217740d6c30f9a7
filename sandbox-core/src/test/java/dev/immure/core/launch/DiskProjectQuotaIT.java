package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.plan.DiskBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Project quotas of ext4 and xfs, on a file system in a file, mounted in a namespace of its own. They depend on a kernel
 * with CONFIG_QFMT_V2 and CONFIG_XFS_QUOTA; where it lacks one, the test says so and is not counted as passed.
 */
class DiskProjectQuotaIT {
    private static final long EINVAL = 22;

    abstract static class Project extends DiskContract {
        private final List<String> maker;
        private final String options;

        Project(List<String> maker, String options) {
            super(262_144);
            this.maker = maker;
            this.options = options;
        }

        @BeforeAll
        void useItUp(@TempDir Path folder) throws IOException, InterruptedException {
            Path trial = Files.createDirectory(folder.resolve("trial"));
            String refusal = MountedDisk.refusal(trial, maker, options);
            assumeTrue(refusal.isEmpty(), "needs CONFIG_QFMT_V2 or CONFIG_XFS_QUOTA: " + refusal);
            take(MountedDisk.run(folder, DiskBackend.PROJECT, maker, MountedDisk.mountCommand(options)));
        }

        @Override
        long entriesOfACrash() {
            return 1;
        }

        @Test
        void inodesAreLimited() {
            assertInodesAreLimited();
        }

        /** Linux, fs/file_attr.c: from another user namespace than the first, neither project nor inheritance changes. */
        @Test
        void nobodyInsideLeavesTheProject() {
            assertThat(outcome("project").number("get")).isZero();
            assertThat(outcome("project").number("leave")).isEqualTo(EINVAL);
            assertThat(outcome("project").number("disinherit")).isEqualTo(EINVAL);
            assertThat(outcome("project").number("project")).isGreaterThanOrEqualTo(0x494d_0000L);
        }

        @Test
        void theMeterNamesTheProject() {
            assertThat(outcome("fill").text("meter")).startsWith("project quota 12297830");
        }
    }

    @Nested
    class Ext4 extends Project {
        Ext4() {
            super(List.of("mkfs.ext4", "-q", "-O", "quota,project", "-E", "quotatype=prjquota"), "prjquota");
        }
    }

    @Nested
    class Xfs extends Project {
        Xfs() {
            super(List.of("mkfs.xfs", "-q"), "prjquota");
        }
    }
}
