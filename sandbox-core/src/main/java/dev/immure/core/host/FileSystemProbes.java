package dev.immure.core.host;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.HarmlessCall;
import dev.immure.core.resource.MountEntry;
import java.util.List;
import java.util.function.Predicate;

/** File systems and disk quota. Only listings and numbers: nothing is mounted to find out. */
final class FileSystemProbes {
    private static final String FILE_SYSTEMS = "/proc/filesystems";

    private final KernelView kernel;
    private final String release;
    private final KernelVersion version;

    FileSystemProbes(KernelView kernel, String release) {
        this.kernel = kernel;
        this.release = release;
        this.version = KernelVersion.parse(release);
    }

    Finding idmappedMounts() {
        HarmlessCall call = HarmlessCall.MOUNT_SETATTR;
        boolean known = kernel.attempt(call) != -Errno.ENOSYS;
        String evidence = call.text() + (known ? " is known" : ": ENOSYS") + "; kernel " + release
                + "; whether a file system allows it shows only when it is mounted";
        return Finding.of(
                Wall.IDMAPPED_MOUNTS,
                known && version.isAtLeast(5, 19),
                evidence,
                "Use Linux 5.19 or newer, the first whose overlay takes idmapped layers");
    }

    Finding overlay() {
        String modules = "/lib/modules/" + release + "/kernel/fs/overlayfs";
        if (!lists("overlay")) {
            return kernel.exists(modules)
                    ? Finding.unknown(
                            Wall.OVERLAY,
                            FILE_SYSTEMS + " has no overlay; " + modules + " exists",
                            "Run: modprobe overlay")
                    : Finding.missing(
                            Wall.OVERLAY, FILE_SYSTEMS + " has no overlay", "Use a kernel with CONFIG_OVERLAY_FS");
        }
        return Finding.of(
                Wall.OVERLAY,
                version.isAtLeast(5, 11),
                FILE_SYSTEMS + " lists overlay; kernel " + release + "; not tried here",
                "Use Linux 5.11 or newer, the first with overlay in a user namespace");
    }

    Finding tmpfs() {
        boolean listed = lists("tmpfs");
        return Finding.of(
                Wall.TMPFS,
                listed,
                FILE_SYSTEMS + (listed ? " lists tmpfs (size, nr_inodes: tmpfs(5))" : " has no tmpfs"),
                "Use a kernel with CONFIG_TMPFS");
    }

    private boolean lists(String type) {
        return kernel.read(FILE_SYSTEMS).value().lines().anyMatch(line -> line.endsWith("\t" + type));
    }

    Finding btrfs() {
        return mounted(
                Wall.DISK_BTRFS,
                m -> m.type().equals("btrfs"),
                "a btrfs mount",
                "Put the state directory (--root) on btrfs");
    }

    Finding projectQuota() {
        return mounted(
                Wall.DISK_PROJECT_QUOTA,
                m -> (m.type().equals("xfs") || m.type().equals("ext4"))
                        && (m.superOptions().contains("prjquota")
                                || m.superOptions().contains("pquota")),
                "an ext4 or xfs mount with prjquota",
                "Mount the state directory's file system with -o prjquota (ext4: mkfs -O quota,project)");
    }

    private Finding mounted(Wall wall, Predicate<MountEntry> suitable, String what, String remedy) {
        try {
            List<String> points = MountEntry.parse(
                            kernel.read("/proc/self/mountinfo").value())
                    .stream()
                    .filter(suitable)
                    .map(m -> m.mountPoint().toString())
                    .toList();
            return points.isEmpty()
                    ? Finding.missing(wall, "/proc/self/mountinfo does not show " + what, remedy)
                    : Finding.available(wall, what + " at " + points.getFirst());
        } catch (ImmureException e) {
            return Finding.unknown(wall, e.fault().why(), remedy);
        }
    }

    Finding loop() {
        String control = "/dev/loop-control";
        boolean there = kernel.exists(control) && kernel.effectiveUserId() == 0;
        String evidence = control + (kernel.exists(control) ? " exists" : " does not exist") + "; effective uid "
                + kernel.effectiveUserId();
        return Finding.of(Wall.DISK_LOOP, there, evidence, "Run as root, after: modprobe loop");
    }

    /** Of the kernel alone; a store's own file system is tried by whoever knows the store. */
    Finding verity() {
        String feature = "/sys/fs/ext4/features/verity";
        boolean there = kernel.exists(feature);
        return Finding.of(
                Wall.FS_VERITY,
                there,
                feature + (there ? " exists; not tried here" : " does not exist"),
                "Use a kernel with CONFIG_FS_VERITY, and a file system with it below the state folder (--root)");
    }
}
