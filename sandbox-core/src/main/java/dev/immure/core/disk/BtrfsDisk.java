package dev.immure.core.disk;

import dev.immure.core.internal.kernel.BtrfsVolumes;
import dev.immure.core.internal.kernel.DetachedMounts;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileSystemUse;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A subvolume of the state folder's btrfs with a limit on its qgroup. Bytes only: btrfs has no number of inodes to
 * limit, each costs some of the bytes.
 */
final class BtrfsDisk implements SandboxDisk {
    /** btrfs reserves up to two mebibytes for one write and gives none of it when that is too much. */
    private static final long SLACK = 2 << 20;

    /** An empty subvolume and overlay's directories: some nodes of 16 KiB, and what is reserved to change them. */
    private static final long OWN_BYTES = 2 << 20;

    private static final long FIRST_INODE = 256;

    private final DiskDirectory parent;
    private final String name;
    private final Fd mount;
    private final Path group;
    private final long empty;
    private final long limit;

    private BtrfsDisk(DiskDirectory parent, String name, Fd mount, Path group, long limit) {
        this.parent = parent;
        this.name = name;
        this.mount = mount;
        this.group = group;
        this.limit = limit;
        this.empty = used(group);
    }

    static BtrfsDisk make(DiskDirectory parent, DiskLimit limit, IdMap.Own owner, int slot, String sandboxId) {
        String name = DiskDirectory.nameOf(slot, sandboxId);
        FileTree files = new FileTree();
        boolean done = false;
        try {
            BtrfsVolumes.make(parent.fd(), name);
            try (Fd volume = files.openDirectory(parent.fd(), name)) {
                long id = BtrfsVolumes.idOf(volume);
                BtrfsVolumes.limit(volume, id, limit.bytes() + OWN_BYTES);
                files.changeMode(volume, 0700);
                files.changeOwner(volume, (int) owner.uidBase(), (int) owner.gidBase());
                Path group = groups(volume).resolve("0_" + id);
                BtrfsDisk disk = new BtrfsDisk(
                        parent, name, DetachedMounts.ofDirectory(volume), group, limit.bytes() + OWN_BYTES);
                done = true;
                return disk;
            }
        } catch (ErrnoException e) {
            throw DiskFault.PREPARE.because(
                    "cannot limit a subvolume at",
                    parent.path().resolve(name),
                    e,
                    "Enable quota there: btrfs quota enable " + parent.path());
        } finally {
            if (!done) {
                parent.remove(name);
            }
        }
    }

    /** Of the file system in which {@code file} lies (Linux, ABI/stable/sysfs-fs-btrfs). */
    static Path groups(Fd file) throws ErrnoException {
        return Path.of("/sys/fs/btrfs", BtrfsVolumes.fileSystem(file).toString(), "qgroups");
    }

    /** Whether {@code name} was a subvolume; then it is gone now, with its qgroup where the kernel does not do that. */
    static boolean removeVolume(Fd directory, String name) throws ErrnoException {
        if (FileSystemUse.of(directory).type() != FileSystemUse.BTRFS_SUPER_MAGIC) {
            return false;
        }
        FileTree files = new FileTree();
        long id;
        // No RESOLVE_NO_XDEV here: a subvolume has a device number of its own, but it is no mount.
        try (Fd volume = files.openDirectory(directory, name)) {
            if (files.stat(volume).inode() != FIRST_INODE) {
                return false;
            }
            id = BtrfsVolumes.idOf(volume);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return true;
            }
            throw e;
        }
        BtrfsVolumes.remove(directory, name);
        try {
            BtrfsVolumes.removeGroup(directory, id);
        } catch (ErrnoException e) {
            // EBUSY: a newer kernel removes it by itself when the space is free again. ENOENT, ENOTCONN: there is none.
            System.getLogger(BtrfsDisk.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
        }
        return true;
    }

    @Override
    public Optional<Fd> mount() {
        return Optional.of(mount);
    }

    @Override
    public Optional<DiskReading> read() {
        long now = used(group);
        return Optional.of(new DiskReading(
                Math.max(0, now - empty), 0, now + SLACK > limit, "btrfs qgroup " + group.getFileName()));
    }

    /** What the kernel compares with the limit: what is referenced, and what is reserved and not written yet. */
    private static long used(Path group) {
        long sum = 0;
        for (String file : new String[] {"referenced", "rsv_data", "rsv_meta_pertrans", "rsv_meta_prealloc"}) {
            try {
                sum += Long.parseLong(Files.readString(group.resolve(file)).strip());
            } catch (IOException | NumberFormatException e) {
                throw DiskFault.METER.because(
                        "cannot read", group.resolve(file), e, "Check that quota is still enabled on that file system");
            }
        }
        return sum;
    }

    @Override
    public void close() {
        mount.close();
        try {
            parent.remove(name);
        } finally {
            parent.close();
        }
    }
}
