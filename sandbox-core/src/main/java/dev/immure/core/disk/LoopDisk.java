package dev.immure.core.disk;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.DetachedMounts;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileSystemUse;
import dev.immure.core.internal.kernel.LoopDevice;
import dev.immure.core.internal.kernel.UnnamedFile;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * An ext4 of fixed size in a file without a name, on a loop device that lets go by itself: whoever dies, the kernel
 * frees mount, device and file with the last descriptor.
 */
final class LoopDisk implements SandboxDisk {
    /** No more than the largest piece that ext4 asks for at once counts as nothing. */
    private static final long SLACK = 64 << 10;

    /** Of a small disk that would be most of it. */
    private static final long SLACK_PART = 2;

    /**
     * ext4(5): extents are written as they are given out. Otherwise the kernel converts them later, and that takes blocks
     * which a full file system does not have.
     */
    private static final List<String> OPTIONS = List.of("dioread_lock");

    private static final String METER = "statfs of the sandbox's own ext4";

    private final Fd mount;
    private final FileSystemUse empty;

    private final long slack;

    private LoopDisk(Fd mount, FileSystemUse empty, long limit) {
        this.mount = mount;
        this.empty = empty;
        this.slack = Math.min(SLACK, limit / SLACK_PART);
    }

    static LoopDisk make(DiskDirectory directory, DiskLimit limit, IdMap.Own owner) {
        Ext4Layout layout = Ext4Layout.of(limit.bytes(), limit.inodes());
        try (Fd file = UnnamedFile.in(directory.fd())) {
            reserve(directory.path(), file, layout.bytes());
            format(layout, file, owner);
            try (LoopDevice device = LoopDevice.over(file)) {
                Fd mount = DetachedMounts.ofDevice("ext4", device.path(), OPTIONS);
                return new LoopDisk(mount, use(mount), limit.bytes());
            }
        } catch (ErrnoException | IOException e) {
            throw DiskFault.PREPARE.because(
                    "cannot make a file system in", directory.path(), e, "See `immure doctor` for disk-loop");
        }
    }

    /** Before the run: a host whose disk is full in the middle of it would harm everybody. */
    private static void reserve(Path directory, Fd file, long bytes) throws ErrnoException {
        try {
            UnnamedFile.reserve(file, bytes);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOSPC) || e.is(Errno.EDQUOT)) {
                throw DiskFault.SPACE.because(
                        "cannot reserve " + bytes + " bytes in",
                        directory,
                        e,
                        "Free some space there, move the state folder (--root), or ask for less (--disk)");
            }
            throw e;
        }
    }

    private static void format(Ext4Layout layout, Fd file, IdMap.Own owner) throws IOException {
        byte[] seed = new byte[16];
        new SecureRandom().nextBytes(seed);
        // proc(5), /proc/PID/fd: another description of the same file.
        try (FileChannel channel =
                FileChannel.open(Path.of("/proc/self/fd/" + file.number()), StandardOpenOption.WRITE)) {
            Ext4Image.write(layout, channel, seed, owner.uidBase(), owner.gidBase());
        }
    }

    @Override
    public Optional<Fd> mount() {
        return Optional.of(mount);
    }

    @Override
    public Optional<DiskReading> read() {
        FileSystemUse now = use(mount);
        return Optional.of(new DiskReading(
                Math.max(0, empty.freeBytes() - now.freeBytes()),
                Math.max(0, empty.freeInodes() - now.freeInodes()),
                now.availableBytes() <= slack || now.freeInodes() == 0,
                METER));
    }

    private static FileSystemUse use(Fd mount) {
        try {
            return FileSystemUse.of(mount);
        } catch (ErrnoException e) {
            throw DiskFault.METER.because("cannot read", METER, e, "Report this as a defect");
        }
    }

    @Override
    public void close() {
        try (Fd root = Descriptors.openat2(
                mount.number(), ".", Descriptors.O_RDONLY | Descriptors.O_DIRECTORY, 0, Descriptors.RESOLVE_NO_XDEV)) {
            DetachedMounts.discard(root);
        } catch (ErrnoException e) {
            // A kernel that cannot do it writes all of it into a file that has no name.
            System.getLogger(LoopDisk.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
        }
        mount.close();
    }
}
