package dev.immure.core.disk;

import dev.immure.core.internal.kernel.DetachedMounts;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileSystemUse;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.ProjectQuota;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A directory of the state folder whose files all belong to one project of ext4 or xfs, with a hard limit of bytes and
 * inodes. The project is the sandbox's alone: {@link #PROJECTS} and its slot.
 */
final class ProjectDisk implements SandboxDisk {
    /** The range of our own begins at "IM" in ASCII, 1,229,783,040; projects(5) has none up there by custom. */
    static final int PROJECTS = 0x494d_0000;

    /** Overlay's own directories, beside what the program may have. */
    private static final long OWN_BYTES = 64 << 10;

    private static final long OWN_INODES = 16;

    /** Less than the largest piece that a kernel reserves at once counts as nothing. */
    private static final long SLACK = 64 << 10;

    /** Of a small disk that would be most of it. */
    private static final long SLACK_PART = 2;

    private static final int LOOKS = 100;
    private static final long PAUSE_NANOS = 20_000_000;

    private final DiskDirectory parent;
    private final String name;
    private final Fd directory;
    private final Fd mount;
    private final int project;
    private final DiskLimit limit;

    private ProjectDisk(DiskDirectory parent, String name, Fd directory, Fd mount, int project, DiskLimit limit) {
        this.parent = parent;
        this.name = name;
        this.directory = directory;
        this.mount = mount;
        this.project = project;
        this.limit = limit;
    }

    static ProjectDisk make(DiskDirectory parent, DiskLimit limit, IdMap.Own owner, int slot, String sandboxId) {
        String name = DiskDirectory.nameOf(slot, sandboxId);
        int project = PROJECTS + slot;
        FileTree files = new FileTree();
        Optional<Fd> directory = Optional.empty();
        boolean done = false;
        try {
            requireUnused(parent, project);
            files.makeDirectory(parent.fd(), name, 0700);
            Fd opened = files.openDirectory(parent.fd(), name);
            directory = Optional.of(opened);
            ProjectQuota.limit(opened, project, limit.bytes() + OWN_BYTES, limit.inodes() + OWN_INODES);
            ProjectQuota.assign(opened, project);
            files.changeOwner(opened, (int) owner.uidBase(), (int) owner.gidBase());
            ProjectDisk disk =
                    new ProjectDisk(parent, name, opened, DetachedMounts.ofDirectory(opened), project, limit);
            done = true;
            return disk;
        } catch (ErrnoException e) {
            throw DiskFault.PREPARE.because(
                    "cannot set a project quota on",
                    parent.path().resolve(name),
                    e,
                    "See `immure doctor` for disk-project-quota");
        } finally {
            if (!done) {
                directory.ifPresent(Fd::close);
                parent.remove(name);
            }
        }
    }

    /**
     * Two state folders on one file system would give the same project to two sandboxes. What a crashed one left has just
     * been removed, but xfs gives the space back a moment later.
     */
    private static void requireUnused(DiskDirectory parent, int project) throws ErrnoException {
        ProjectQuota.Use use = use(parent.fd(), project);
        for (int look = 0; look < LOOKS && use.inodes() > 0; look++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            use = use(parent.fd(), project);
        }
        if (use.inodes() > 0 || use.bytes() > 0) {
            throw DiskFault.PROJECT.because(
                    "cannot use project id",
                    Integer.toUnsignedString(project),
                    use.inodes() + " files of this file system belong to it already",
                    "Give them another project, or move the state folder (--root) to another file system");
        }
    }

    /** statfs(2) makes xfs finish what was deleted (Linux, fs/xfs/xfs_super.c: xfs_fs_statfs). */
    private static ProjectQuota.Use use(Fd file, int project) throws ErrnoException {
        FileSystemUse.of(file);
        return ProjectQuota.use(file, project);
    }

    @Override
    public Optional<Fd> mount() {
        return Optional.of(mount);
    }

    @Override
    public Optional<DiskReading> read() {
        try {
            ProjectQuota.Use use = use(directory, project);
            return Optional.of(new DiskReading(
                    use.bytes(),
                    use.inodes(),
                    use.bytes() + Math.min(SLACK, limit.bytes() / SLACK_PART) >= limit.bytes() + OWN_BYTES
                            || use.inodes() >= limit.inodes() + OWN_INODES,
                    "project quota " + Integer.toUnsignedString(project)));
        } catch (ErrnoException e) {
            throw DiskFault.METER.because(
                    "cannot read", "project quota " + Integer.toUnsignedString(project), e, "Report this as a defect");
        }
    }

    /** The limit goes first: removing may take a block where the project has none left. */
    @Override
    public void close() {
        try {
            ProjectQuota.limit(directory, project, 0, 0);
            mount.close();
            directory.close();
            parent.remove(name);
        } catch (ErrnoException e) {
            throw DiskFault.LEFTOVER.because(
                    "cannot lift the quota of project", Integer.toUnsignedString(project), e, "See xfs_quota(8)");
        } finally {
            parent.close();
        }
    }
}
