package dev.immure.core.internal.kernel;

import java.util.List;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * Mounts that are attached nowhere: nobody on the host can reach them by a name, and they are gone with the last
 * descriptor. All are nosuid and private, and all but the one for devices nodev.
 */
public final class DetachedMounts {
    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int EXT4_GOING_FLAGS_NOLOGFLUSH = 2;
    private static final long EXT4_IOC_SHUTDOWN = 0x8004587dL;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final long MOUNT_ATTR_NOSUID = 0x2;
    private static final long MOUNT_ATTR_NODEV = 0x4;
    private static final long MOUNT_ATTR_NOEXEC = 0x8;
    private static final long MS_PRIVATE = 1 << 18;
    private static final int MOUNT_ATTR_SIZE = 32;

    private DetachedMounts() {}

    /**
     * fsopen(2), fsconfig(2), fsmount(2): the file system of that type on a block device.
     *
     * @param options of the file system, without values
     */
    public static Fd ofDevice(String type, String device, List<String> options) throws ErrnoException {
        try (Fd context = new Fd((int) SystemCall.invoke("fsopen", 430, SystemCall.string(type), FSOPEN_CLOEXEC))) {
            SystemCall.invoke(
                    "fsconfig(source)",
                    431,
                    context.number(),
                    FSCONFIG_SET_STRING,
                    SystemCall.string("source"),
                    SystemCall.string(device),
                    0);
            for (String option : options) {
                SystemCall.invoke(
                        "fsconfig(" + option + ")",
                        431,
                        context.number(),
                        FSCONFIG_SET_FLAG,
                        SystemCall.string(option),
                        0,
                        0);
            }
            SystemCall.invoke("fsconfig(CREATE)", 431, context.number(), FSCONFIG_CMD_CREATE, 0, 0, 0);
            return new Fd((int) SystemCall.invoke(
                    "fsmount", 432, context.number(), FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
        }
    }

    /**
     * EXT4_IOC_SHUTDOWN without a last write: what is in memory and not on the device yet is thrown away, so that the end
     * of a file system that nobody will read again costs nothing.
     *
     * @param directory on an ext4, not opened with O_PATH
     */
    public static void discard(Fd directory) throws ErrnoException {
        Pointer flags = SystemCall.allocate(4);
        flags.putInt(0, EXT4_GOING_FLAGS_NOLOGFLUSH);
        SystemCall.invoke("ioctl(EXT4_IOC_SHUTDOWN)", 16, directory.number(), EXT4_IOC_SHUTDOWN, flags);
    }

    /**
     * fsopen(2), fsmount(2): an empty tmpfs(5) for a few device nodes, which nobody else on the host can see.
     *
     * @return empty where the caller may not mount, or where what lies in such a mount cannot be cloned: open_tree(2) takes
     *     a detached one since Linux 6.15
     */
    public static Optional<Fd> forDevices() throws ErrnoException {
        boolean done = false;
        Optional<Fd> mount = Optional.empty();
        try (Fd context = new Fd((int) SystemCall.invoke("fsopen", 430, SystemCall.string("tmpfs"), FSOPEN_CLOEXEC))) {
            SystemCall.invoke(
                    "fsconfig(nr_inodes)",
                    431,
                    context.number(),
                    FSCONFIG_SET_STRING,
                    SystemCall.string("nr_inodes"),
                    SystemCall.string("16"),
                    0);
            SystemCall.invoke("fsconfig(CREATE)", 431, context.number(), FSCONFIG_CMD_CREATE, 0, 0, 0);
            mount = Optional.of(new Fd((int) SystemCall.invoke(
                    "fsmount", 432, context.number(), FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)));
            cloneOf(mount.get()).close();
            done = true;
            return mount;
        } catch (ErrnoException e) {
            if (e.is(Errno.EPERM) || e.is(Errno.EINVAL)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            if (!done) {
                mount.ifPresent(Fd::close);
            }
        }
    }

    private static Fd cloneOf(Fd directory) throws ErrnoException {
        return new Fd((int) SystemCall.invoke(
                "open_tree",
                428,
                directory.number(),
                SystemCall.string(""),
                OPEN_TREE_CLONE | Descriptors.O_CLOEXEC | AT_EMPTY_PATH));
    }

    /** open_tree(2) with OPEN_TREE_CLONE, mount_setattr(2): one directory and what is on its own file system below. */
    public static Fd ofDirectory(Fd directory) throws ErrnoException {
        Fd tree = cloneOf(directory);
        boolean done = false;
        try {
            Pointer attributes = SystemCall.allocate(MOUNT_ATTR_SIZE);
            attributes.putLong(0, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
            attributes.putLong(16, MS_PRIVATE);
            SystemCall.invoke(
                    "mount_setattr",
                    442,
                    tree.number(),
                    SystemCall.string(""),
                    AT_EMPTY_PATH,
                    attributes,
                    MOUNT_ATTR_SIZE);
            done = true;
            return tree;
        } finally {
            if (!done) {
                tree.close();
            }
        }
    }
}
