package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/**
 * Quota by project on ext4 and xfs (quotactl(2), xfs_quota(8)): every file below a directory belongs to the directory's
 * project, and the project has a limit. Only root of the initial user namespace can change a file's project
 * (Linux, fs/file_attr.c: fileattr_set_prepare), so nobody inside a sandbox can leave it.
 */
public final class ProjectQuota {
    private static final long FS_IOC_FSGETXATTR = 0x801c581fL;
    private static final long FS_IOC_FSSETXATTR = 0x401c5820L;
    private static final int FSXATTR_SIZE = 28;
    private static final int FS_XFLAG_PROJINHERIT = 0x200;
    private static final int PROJECT_OFFSET = 12;

    private static final int PRJQUOTA = 2;
    private static final int Q_GETQUOTA = 0x800007 << 8 | PRJQUOTA;
    private static final int Q_SETQUOTA = 0x800008 << 8 | PRJQUOTA;
    private static final int Q_XGETQSTATV = 0x5808 << 8 | PRJQUOTA;
    private static final int DQBLK_SIZE = 72;
    private static final int QIF_LIMITS = 1 | 4;
    private static final int STATV_SIZE = 256;
    private static final int FS_QSTATV_VERSION1 = 1;

    /** FS_QUOTA_PDQ_ACCT and FS_QUOTA_PDQ_ENFD: counted, and enforced. */
    private static final int ENFORCED = 1 << 4 | 1 << 5;

    private static final long QUOTA_BLOCK = 1024;

    private ProjectQuota() {}

    /**
     * What a project has used.
     *
     * @param bytes on the disk, also what is reserved and not written yet
     */
    public record Use(long bytes, long inodes) {}

    /**
     * Q_XGETQSTATV: whether the file system of {@code file} counts projects and enforces their limits. ext4 counts without
     * {@code prjquota} as well, but then enforces nothing.
     *
     * @throws ErrnoException ENOSYS, ESRCH, EOPNOTSUPP or ENOTTY where there is no such quota
     */
    public static boolean isEnforced(Fd file) throws ErrnoException {
        Pointer state = SystemCall.allocate(STATV_SIZE);
        state.putByte(0, (byte) FS_QSTATV_VERSION1);
        quotactl("quotactl_fd(Q_XGETQSTATV)", file, Q_XGETQSTATV, 0, state);
        return (state.getShort(2) & ENFORCED) == ENFORCED;
    }

    /** FS_IOC_FSSETXATTR: gives an empty directory, and all that is made below it, to a project. */
    public static void assign(Fd directory, int project) throws ErrnoException {
        Pointer attributes = SystemCall.allocate(FSXATTR_SIZE);
        SystemCall.invoke("ioctl(FS_IOC_FSGETXATTR)", 16, directory.number(), FS_IOC_FSGETXATTR, attributes);
        attributes.putInt(0, attributes.getInt(0) | FS_XFLAG_PROJINHERIT);
        attributes.putInt(PROJECT_OFFSET, project);
        SystemCall.invoke("ioctl(FS_IOC_FSSETXATTR)", 16, directory.number(), FS_IOC_FSSETXATTR, attributes);
    }

    /** Q_SETQUOTA: hard limits; a write beyond them ends with EDQUOT. Zero means none. */
    public static void limit(Fd file, int project, long bytes, long inodes) throws ErrnoException {
        Pointer quota = SystemCall.allocate(DQBLK_SIZE);
        quota.putLong(0, (bytes + QUOTA_BLOCK - 1) / QUOTA_BLOCK);
        quota.putLong(24, inodes);
        quota.putInt(64, QIF_LIMITS);
        quotactl("quotactl_fd(Q_SETQUOTA)", file, Q_SETQUOTA, project, quota);
    }

    /** Q_GETQUOTA. A project that never had anything is not there on xfs (ENOENT), and has used nothing. */
    public static Use use(Fd file, int project) throws ErrnoException {
        Pointer quota = SystemCall.allocate(DQBLK_SIZE);
        try {
            quotactl("quotactl_fd(Q_GETQUOTA)", file, Q_GETQUOTA, project, quota);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return new Use(0, 0);
            }
            throw e;
        }
        return new Use(quota.getLong(16), quota.getLong(40));
    }

    /** quotactl_fd(2), Linux 5.14: by descriptor, so that no device has to be found by name. */
    private static void quotactl(String call, Fd file, int command, int id, Pointer address) throws ErrnoException {
        SystemCall.invoke(call, 443, file.number(), command, id, address);
    }
}
