package dev.immure.core.disk;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileSystemUse;
import dev.immure.core.internal.kernel.ProjectQuota;
import dev.immure.core.internal.kernel.UnnamedFile;
import dev.immure.core.plan.DiskBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which back-ends a host has for one state folder, with the evidence. Looks only; nothing is made or mounted.
 *
 * @param offers one for each back-end
 */
public record DiskOffers(Map<DiskBackend, DiskOffer> offers) {
    private static final DiskOffer NOT_ROOT =
            new DiskOffer("effective uid " + Descriptors.effectiveUserId() + " is not root", "Run it as root");

    public DiskOffers {
        offers = Map.copyOf(offers);
        if (offers.size() != DiskBackend.values().length) {
            throw new IllegalArgumentException("not every back-end was looked at");
        }
    }

    /** @param stateRoot Immure's state folder; where it is missing, what lies above it counts */
    public static DiskOffers probe(Path stateRoot) {
        Map<DiskBackend, DiskOffer> offers = new EnumMap<>(DiskBackend.class);
        offers.put(DiskBackend.TMPFS, new DiskOffer("PID 1 makes it itself", ""));
        Path place = existing(stateRoot);
        try (Fd directory = Descriptors.open(place.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY)) {
            offers.put(DiskBackend.LOOP, loop(place, directory));
            offers.put(DiskBackend.PROJECT, project(place, directory));
            offers.put(DiskBackend.BTRFS, btrfs(place, directory));
        } catch (ErrnoException e) {
            DiskOffer none = new DiskOffer(place + ": " + e.getMessage(), "Check the state folder (--root)");
            offers.put(DiskBackend.LOOP, none);
            offers.put(DiskBackend.PROJECT, none);
            offers.put(DiskBackend.BTRFS, none);
        }
        if (Descriptors.effectiveUserId() != 0) {
            offers.replaceAll((backend, offer) -> backend == DiskBackend.TMPFS ? offer : NOT_ROOT);
        }
        return new DiskOffers(offers);
    }

    public DiskOffer of(DiskBackend backend) {
        DiskOffer offer = offers.get(backend);
        if (offer == null) {
            throw new IllegalStateException("checked by the constructor");
        }
        return offer;
    }

    private static Path existing(Path path) {
        Path place = path.toAbsolutePath().normalize();
        while (!Files.isDirectory(place)) {
            Path parent = place.getParent();
            if (parent == null) {
                return place;
            }
            place = parent;
        }
        return place;
    }

    private static DiskOffer loop(Path place, Fd directory) {
        Path control = Path.of("/dev/loop-control");
        if (!Files.exists(control)) {
            return new DiskOffer(control + " does not exist", "Run: modprobe loop");
        }
        boolean ext4 = lines(Path.of("/proc/filesystems")).contains("\text4\n");
        if (!takesUnnamedFiles(directory)) {
            return new DiskOffer(
                    place + " is on a file system without O_TMPFILE",
                    "Put the state folder (--root) on ext4, xfs, btrfs or tmpfs");
        }
        String evidence = control + " exists; /proc/filesystems " + (ext4 ? "lists ext4" : "has no ext4");
        return new DiskOffer(evidence, ext4 ? "" : "Run: modprobe ext4");
    }

    /** open(2), O_TMPFILE: a file that was never there when it is closed. */
    private static boolean takesUnnamedFiles(Fd directory) {
        try (Fd file = UnnamedFile.in(directory)) {
            return file.number() >= 0;
        } catch (ErrnoException e) {
            return false;
        }
    }

    private static DiskOffer project(Path place, Fd directory) throws ErrnoException {
        long type = FileSystemUse.of(directory).type();
        String remedy = "Put the state folder (--root) on ext4 (mkfs.ext4 -O quota,project) or xfs,"
                + " mounted with -o prjquota";
        if (type != FileSystemUse.EXT_SUPER_MAGIC && type != FileSystemUse.XFS_SUPER_MAGIC) {
            return new DiskOffer(place + " is neither on ext4 nor on xfs", remedy);
        }
        String name = place + " is on " + (type == FileSystemUse.XFS_SUPER_MAGIC ? "xfs" : "ext4");
        try {
            return ProjectQuota.isEnforced(directory)
                    ? new DiskOffer(name + " that enforces project quotas", "")
                    : new DiskOffer(name + " that does not enforce project quotas", remedy);
        } catch (ErrnoException e) {
            return new DiskOffer(name + "; " + e.getMessage(), remedy);
        }
    }

    /** The kernel's numbers are wrong while they are inconsistent, and a limit on them would be as well. */
    private static DiskOffer btrfs(Path place, Fd directory) throws ErrnoException {
        if (FileSystemUse.of(directory).type() != FileSystemUse.BTRFS_SUPER_MAGIC) {
            return new DiskOffer(
                    place + " is not on btrfs", "Put the state folder (--root) on btrfs, with quota enabled");
        }
        Path groups = BtrfsDisk.groups(directory);
        if (!lines(groups.resolve("enabled")).strip().equals("1")) {
            return new DiskOffer(
                    place + " is on btrfs without quota (" + groups + "/enabled)", "Run: btrfs quota enable " + place);
        }
        if (lines(groups.resolve("inconsistent")).strip().equals("1")) {
            return new DiskOffer(place + " is on btrfs with inconsistent quota", "Run: btrfs quota rescan -w " + place);
        }
        return new DiskOffer(place + " is on btrfs with quota enabled", "");
    }

    /** Empty for a file that is not there. */
    private static String lines(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
