package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sets right what a check found wrong with layers. Blobs are left: where they came from is not known here. */
final class StoreRepair {
    private final StoreDirectory store;
    private final LayoutFiles blobs;
    private final Limits limits;

    StoreRepair(StoreDirectory store, LayoutFiles blobs, Limits limits) {
        this.store = store;
        this.blobs = blobs;
        this.limits = limits;
    }

    /** To be called with the store locked for one's own. */
    StoreCheckReport repair(StoreCheckReport report) {
        List<StoreFinding> findings = new ArrayList<>(report.findings());
        Map<Digest, Descriptor> left = new LinkedHashMap<>();
        new TreeMap<>(report.damaged()).forEach((diffId, blob) -> {
            try (Stage stage = new Stage(store)) {
                new LayerRebuild(blobs, limits, stage).replace(store, diffId, blob);
                findings.replaceAll(finding -> finding.on().equals(diffId) ? finding.withMended() : finding);
            } catch (ImmureException e) {
                left.put(diffId, blob);
                findings.add(StoreFinding.of(
                        StoreFinding.Kind.RECORD,
                        diffId,
                        "it was not repaired: " + e.fault().why()));
            }
        });
        // Those beyond the ones that are kept may be of any layer: settled only when every layer is.
        return report.with(findings, left.isEmpty() && !hasBlobFindings(findings) ? 0 : report.omitted(), left);
    }

    private static boolean hasBlobFindings(List<StoreFinding> findings) {
        return findings.stream().anyMatch(finding -> !finding.mended());
    }
}
