package dev.immure.core.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import jnr.ffi.Pointer;

/** Subvolumes of btrfs and the quota groups on them, by ioctl(2); structures of linux/btrfs.h. */
public final class BtrfsVolumes {
    private static final long SUBVOL_CREATE_V2 = 0x50009418L;
    private static final long SNAP_DESTROY_V2 = 0x5000943fL;
    private static final long INO_LOOKUP = 0xd0009412L;
    private static final long QGROUP_LIMIT = 0x8030942bL;
    private static final long QGROUP_CREATE = 0x4010942aL;
    private static final long FS_INFO = 0x8400941fL;
    private static final int PAGE = 4096;
    private static final int NAME_OFFSET = 56;
    private static final int NAME_MAX = 255;
    private static final long FIRST_FREE_OBJECTID = 256;
    private static final long LIMIT_MAX_RFER = 1;
    private static final int LIMIT_SIZE = 48;
    private static final int FS_INFO_SIZE = 1024;
    private static final int UUID_OFFSET = 16;

    private BtrfsVolumes() {}

    /** BTRFS_IOC_FS_INFO: names the directory of this file system in /sys/fs/btrfs. */
    public static UUID fileSystem(Fd file) throws ErrnoException {
        Pointer info = SystemCall.allocate(FS_INFO_SIZE);
        SystemCall.invoke("ioctl(BTRFS_IOC_FS_INFO)", 16, file.number(), FS_INFO, info);
        byte[] id = new byte[16];
        info.get(UUID_OFFSET, id, 0, id.length);
        ByteBuffer bytes = ByteBuffer.wrap(id);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** BTRFS_IOC_SUBVOL_CREATE_V2. */
    public static void make(Fd directory, String name) throws ErrnoException {
        SystemCall.invoke(
                "ioctl(BTRFS_IOC_SUBVOL_CREATE)", 16, directory.number(), SUBVOL_CREATE_V2, volumeArguments(name));
    }

    /** BTRFS_IOC_SNAP_DESTROY_V2: with all that is in it, at once; the space comes back a little later. */
    public static void remove(Fd directory, String name) throws ErrnoException {
        SystemCall.invoke(
                "ioctl(BTRFS_IOC_SNAP_DESTROY)", 16, directory.number(), SNAP_DESTROY_V2, volumeArguments(name));
    }

    /** BTRFS_IOC_INO_LOOKUP of the root: the id of the subvolume in which {@code file} lies, which its qgroup 0/ID has. */
    public static long idOf(Fd file) throws ErrnoException {
        Pointer arguments = SystemCall.allocate(PAGE);
        arguments.putLong(8, FIRST_FREE_OBJECTID);
        SystemCall.invoke("ioctl(BTRFS_IOC_INO_LOOKUP)", 16, file.number(), INO_LOOKUP, arguments);
        return arguments.getLong(0);
    }

    /** BTRFS_IOC_QGROUP_LIMIT: ENOTCONN where quota is not enabled. */
    public static void limit(Fd file, long id, long bytes) throws ErrnoException {
        Pointer arguments = SystemCall.allocate(LIMIT_SIZE);
        arguments.putLong(0, id);
        arguments.putLong(8, LIMIT_MAX_RFER);
        arguments.putLong(16, bytes);
        SystemCall.invoke("ioctl(BTRFS_IOC_QGROUP_LIMIT)", 16, file.number(), QGROUP_LIMIT, arguments);
    }

    /** BTRFS_IOC_QGROUP_CREATE with create = 0: kernels before 6.12 keep the group of a subvolume that is gone. */
    public static void removeGroup(Fd file, long id) throws ErrnoException {
        Pointer arguments = SystemCall.allocate(16);
        arguments.putLong(8, id);
        SystemCall.invoke("ioctl(BTRFS_IOC_QGROUP_CREATE)", 16, file.number(), QGROUP_CREATE, arguments);
    }

    private static Pointer volumeArguments(String name) throws ErrnoException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > NAME_MAX) {
            throw new ErrnoException("name of a subvolume", Errno.ENAMETOOLONG);
        }
        Pointer arguments = SystemCall.allocate(PAGE);
        arguments.put(NAME_OFFSET, utf8, 0, utf8.length);
        return arguments;
    }
}
