package dev.immure.core.disk;

import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where one sandbox writes: made before the launch, read after its end, and removed by {@link #close}. The sandbox gets
 * it as a mount that is attached nowhere; no path of it can be reached inside.
 */
public sealed interface SandboxDisk extends AutoCloseable permits TmpfsDisk, LoopDisk, ProjectDisk, BtrfsDisk {
    /** For {@code HostHandle.DiskMount}; owned by this disk. Empty for a tmpfs, which PID 1 makes itself. */
    Optional<Fd> mount();

    /**
     * What has been written so far. Empty for a tmpfs, which only PID 1 can read.
     *
     * @throws dev.immure.core.ImmureException {@link DiskFault#METER}
     */
    Optional<DiskReading> read();

    /**
     * Removes it with all that was written.
     *
     * @throws dev.immure.core.ImmureException {@link DiskFault#LEFTOVER}
     */
    @Override
    void close();

    /** A disk that PID 1 makes itself, as a tmpfs. */
    static SandboxDisk inMemory() {
        return new TmpfsDisk();
    }

    /**
     * Makes the disk of one sandbox in the state folder, and first removes what a crash has left there of an earlier one
     * with the same slot.
     *
     * @param stateRoot Immure's own state folder
     * @param owner whose ids the files get
     * @param slot of the sandbox's id range, whose lock the caller holds
     * @param sandboxId letters, digits and hyphens
     * @throws dev.immure.core.ImmureException {@link DiskFault}
     */
    static SandboxDisk open(Path stateRoot, DiskLimit limit, IdMap owner, int slot, String sandboxId) {
        if (limit.backend() == DiskBackend.TMPFS && !Files.isDirectory(stateRoot.resolve(DiskDirectory.NAME))) {
            return inMemory();
        }
        DiskDirectory directory = DiskDirectory.open(stateRoot);
        boolean kept = false;
        try {
            directory.removeLeftovers(slot);
            SandboxDisk disk = switch (limit.backend()) {
                case TMPFS -> inMemory();
                case LOOP -> LoopDisk.make(directory, limit, own(owner));
                case PROJECT -> ProjectDisk.make(directory, limit, own(owner), slot, sandboxId);
                case BTRFS -> BtrfsDisk.make(directory, limit, own(owner), slot, sandboxId);
            };
            // A tmpfs and a loop file have no name there.
            kept = disk instanceof ProjectDisk || disk instanceof BtrfsDisk;
            return disk;
        } finally {
            if (!kept) {
                directory.close();
            }
        }
    }

    /**
     * Slots of which something lies in the state folder, of the running and of those that a crash has left.
     *
     * @throws dev.immure.core.ImmureException {@link DiskFault#LEFTOVER}
     */
    static Set<Integer> slots(Path stateRoot) {
        if (!Files.isDirectory(stateRoot.resolve(DiskDirectory.NAME))) {
            return Set.of();
        }
        try (DiskDirectory directory = DiskDirectory.open(stateRoot)) {
            return directory.slots();
        }
    }

    /**
     * Removes what a crash has left of a slot.
     *
     * @param slot whose lock the caller holds
     * @throws dev.immure.core.ImmureException {@link DiskFault#LEFTOVER}
     */
    static void removeLeftovers(Path stateRoot, int slot) {
        try (DiskDirectory directory = DiskDirectory.open(stateRoot)) {
            directory.removeLeftovers(slot);
        }
    }

    /** Only root can make a disk, and root gives every sandbox a range of its own. */
    private static IdMap.Own own(IdMap owner) {
        if (owner instanceof IdMap.Own own) {
            return own;
        }
        throw DiskFault.BACKEND.because(
                "cannot make a disk for", "an ordinary user", "only root can", "Run it as root, or with backend=tmpfs");
    }
}
