package dev.immure.core.disk;

import dev.immure.core.internal.kernel.Fd;
import java.util.Optional;

/** The staging tmpfs of PID 1: nothing on the host, and its pages count as the sandbox's memory. */
record TmpfsDisk() implements SandboxDisk {
    @Override
    public Optional<Fd> mount() {
        return Optional.empty();
    }

    @Override
    public Optional<DiskReading> read() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // It ends with the mount namespace.
    }
}
