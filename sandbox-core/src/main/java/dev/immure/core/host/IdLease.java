package dev.immure.core.host;

import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.IdMap;

/**
 * One id range, held by a lock. The lock lives as long as any duplicate of {@link #lock()} is open, in whatever process:
 * hand it to the monitor, and the range stays taken until the last process of the sandbox is gone, even when Immure is
 * killed first.
 */
public final class IdLease implements AutoCloseable {
    private final IdMap map;
    private final int slot;
    private final Fd lock;
    private final Fd devices;
    private final Runnable released;

    /** @param released told once the lock is open again, at least once */
    IdLease(IdMap map, int slot, Fd lock, Fd devices, Runnable released) {
        this.map = map;
        this.slot = slot;
        this.lock = lock;
        this.devices = devices;
        this.released = released;
    }

    public IdMap map() {
        return map;
    }

    /** Unique among the running sandboxes of root, or of the state directory of another caller; from 0. */
    public int slot() {
        return slot;
    }

    /** The descriptor that holds the lock; owned by this lease. */
    public Fd lock() {
        return lock;
    }

    /** A directory of the slot's own, mode 0700, for the device nodes of its sandboxes; owned by this lease. */
    public Fd devices() {
        return devices;
    }

    @Override
    public void close() {
        devices.close();
        lock.close();
        released.run();
    }
}
