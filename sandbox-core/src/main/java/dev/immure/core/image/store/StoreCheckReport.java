package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import java.util.List;
import java.util.Map;

/**
 * What a check of the store found.
 *
 * @param blobs read and hashed
 * @param layers whose trees were read and compared
 * @param sealed those of them whose files fs-verity guards
 * @param bytes of blobs and of files in trees, together
 * @param omitted findings beyond those that are kept
 * @param renewed layers that are whole, and whose record of how the file system shows them was of no use any more
 * @param damaged layers with a finding, and the blob that each is unpacked from
 */
public record StoreCheckReport(
        long blobs,
        long layers,
        long sealed,
        long bytes,
        List<StoreFinding> findings,
        long omitted,
        List<Digest> renewed,
        Map<Digest, Descriptor> damaged) {
    public StoreCheckReport {
        findings = List.copyOf(findings);
        renewed = List.copyOf(renewed);
        damaged = Map.copyOf(damaged);
    }

    /** Whether nothing is wrong now. */
    public boolean isWhole() {
        return omitted == 0 && findings.stream().allMatch(StoreFinding::mended);
    }

    StoreCheckReport with(List<StoreFinding> changed, long omittedNow, Map<Digest, Descriptor> stillDamaged) {
        return new StoreCheckReport(blobs, layers, sealed, bytes, changed, omittedNow, renewed, stillDamaged);
    }
}
