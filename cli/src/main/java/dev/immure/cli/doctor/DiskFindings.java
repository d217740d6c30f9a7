package dev.immure.cli.doctor;

import dev.immure.core.disk.DiskOffer;
import dev.immure.core.disk.DiskOffers;
import dev.immure.core.host.Finding;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.Wall;
import dev.immure.core.plan.DiskBackend;
import java.util.Optional;

/** What the state folder's own file system offers for disks and images, in place of what the mount table says. Pure. */
public final class DiskFindings {
    private DiskFindings() {}

    /** The report with one finding for each back-end that is not always there. */
    public static HostReport add(HostReport report, DiskOffers offers) {
        HostReport known = report;
        for (DiskBackend backend : DiskBackend.values()) {
            Optional<Wall> wall = wall(backend);
            if (wall.isPresent()) {
                known = known.with(finding(wall.get(), offers.of(backend)));
            }
        }
        return known;
    }

    /** The report with what was tried in the store; as it is where there is no store yet. */
    public static HostReport addVerity(HostReport report, Optional<DiskOffer> offer) {
        return offer.map(tried -> report.with(finding(Wall.FS_VERITY, tried))).orElse(report);
    }

    /** A tmpfs is a wall of every sandbox, and the probe has a finding of its own. */
    private static Optional<Wall> wall(DiskBackend backend) {
        return switch (backend) {
            case TMPFS -> Optional.empty();
            case BTRFS -> Optional.of(Wall.DISK_BTRFS);
            case PROJECT -> Optional.of(Wall.DISK_PROJECT_QUOTA);
            case LOOP -> Optional.of(Wall.DISK_LOOP);
        };
    }

    private static Finding finding(Wall wall, DiskOffer offer) {
        Finding.State state = offer.isAvailable() ? Finding.State.AVAILABLE : Finding.State.MISSING;
        return new Finding(wall, state, offer.evidence(), offer.remedy());
    }
}
