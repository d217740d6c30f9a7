package dev.immure.core.disk;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileVerity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the file system of the content store has fs-verity, told by trying on an empty file there. */
public final class VerityOffer {
    private static final String REMEDY =
            "Put the state folder (--root) on ext4 (mkfs.ext4 -O verity, or tune2fs -O verity), btrfs or f2fs,"
                    + " under a kernel with CONFIG_FS_VERITY";

    private VerityOffer() {}

    /** @param store the content store; nothing is tried, and the answer is empty, before there is one */
    public static Optional<DiskOffer> probe(Path store) {
        Path place = store.resolve("tmp");
        if (!Files.isDirectory(place)) {
            return Optional.empty();
        }
        try (Fd directory = Descriptors.open(place.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY)) {
            String probe = "verity-probe-" + ProcessHandle.current().pid();
            return Optional.of(
                    FileVerity.isOffered(FileVerity.ofKernel(), directory, probe)
                            ? new DiskOffer("ioctl(FS_IOC_ENABLE_VERITY) sealed a file in " + place, "")
                            : new DiskOffer("no file in " + place + " takes ioctl(FS_IOC_ENABLE_VERITY)", REMEDY));
        } catch (ErrnoException e) {
            return Optional.of(new DiskOffer(place + ": " + e.getMessage(), REMEDY));
        }
    }
}
