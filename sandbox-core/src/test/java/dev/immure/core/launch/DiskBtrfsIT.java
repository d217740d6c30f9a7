package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.plan.DiskBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subvolumes with a qgroup limit, on a btrfs in a file, mounted in a namespace of its own. */
class DiskBtrfsIT extends DiskContract {
    DiskBtrfsIT() {
        super(3 * TestSandbox.MIB);
    }

    @BeforeAll
    void useItUp(@TempDir Path folder) throws IOException {
        take(MountedDisk.run(
                folder,
                DiskBackend.BTRFS,
                List.of("mkfs.btrfs", "-q"),
                MountedDisk.mountCommand("defaults") + "; btrfs quota enable \"$point\""));
    }

    @Override
    long entriesOfACrash() {
        return 1;
    }

    /** There is no number of inodes to limit; each takes some of the bytes. */
    @Test
    void emptyFilesAreLimitedByTheirBytes() {
        assertThat(outcome("files").number("errno")).isEqualTo(EDQUOT);
        assertThat(outcome("files").number("files")).isLessThan(200_000);
        assertThat(outcome("files").text("verdict")).isEqualTo("DQE");
    }
}
