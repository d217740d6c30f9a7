package dev.immure.core.launch;

import dev.immure.core.plan.DiskBackend;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk in memory. */
class DiskTmpfsIT extends DiskContract {
    DiskTmpfsIT() {
        super(65_536);
    }

    @BeforeAll
    void useItUp(@TempDir Path folder) throws IOException {
        take(DiskScenarios.run(DiskBackend.TMPFS, folder));
    }

    @Override
    long entriesOfACrash() {
        return 0;
    }

    @Test
    void inodesAreLimited() {
        assertInodesAreLimited();
    }
}
