package dev.immure.core.disk;

import dev.immure.core.internal.kernel.DetachedMounts;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.ProjectQuota;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import java.util.Optional;

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

    /** Two state folders on one file system would give the same project to two sandboxes. */
    private static void requireUnused(DiskDirectory parent, int project) throws ErrnoException {
        ProjectQuota.Use use = ProjectQuota.use(parent.fd(), project);
        if (use.inodes() > 0 || use.bytes() > 0) {
            throw DiskFault.PROJECT.because(
                    "cannot use project id",
                    Integer.toUnsignedString(project),
                    use.inodes() + " files of this file system belong to it already",
                    "Give them another project, or move the state folder (--root) to another file system");
        }
    }

    @Override
    public Optional<Fd> mount() {
        return Optional.of(mount);
    }

    @Override
    public Optional<DiskReading> read() {
        try {
            ProjectQuota.Use use = ProjectQuota.use(directory, project);
            return Optional.of(new DiskReading(
                    use.bytes(),
                    use.inodes(),
                    use.bytes() + SLACK > limit.bytes() + OWN_BYTES || use.inodes() >= limit.inodes() + OWN_INODES,
                    "project quota " + Integer.toUnsignedString(project)));
        } catch (ErrnoException e) {
            throw DiskFault.METER.because(
                    "cannot read", "project quota " + Integer.toUnsignedString(project), e, "Report this as a defect");
        }
    }

    /** The limit goes too, or the project would never be without an entry. */
    @Override
    public void close() {
        try {
            mount.close();
            directory.close();
            parent.remove(name);
            ProjectQuota.limit(parent.fd(), project, 0, 0);
        } catch (ErrnoException e) {
            throw DiskFault.LEFTOVER.because(
                    "cannot lift the quota of project", Integer.toUnsignedString(project), e, "See xfs_quota(8)");
        } finally {
            parent.close();
        }
    }
}
