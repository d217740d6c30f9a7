package dev.immure.cli.pipeline;

import dev.immure.core.CloseStack;
import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.IdLease;
import dev.immure.core.launch.HeldSandbox;
import dev.immure.core.launch.LaunchRequest;
import dev.immure.core.plan.LaunchContext;
import java.util.Optional;

/**
 * Where one run takes place: ids and a disk of its own, and perhaps a sandbox that stands there. Used by one run, and
 * closed when nothing of it is left.
 *
 * @param closing all of it
 */
record Site(LaunchContext context, IdLease lease, SandboxDisk disk, Optional<HeldSandbox> held, CloseStack closing)
        implements AutoCloseable {
    /** Whether the run can take place here; where nothing stands, any can. */
    boolean serves(LaunchRequest request) {
        return held.isEmpty() || (held.get().isWaiting() && held.get().fits(request));
    }

    @Override
    public void close() {
        closing.close();
    }
}
