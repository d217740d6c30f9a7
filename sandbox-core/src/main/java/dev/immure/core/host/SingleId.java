package dev.immure.core.host;

import dev.immure.core.plan.IdMap;
import java.util.List;
import java.util.Objects;

/**
 * The caller's own id and no other: what the kernel maps for an ordinary user by itself. All his sandboxes have it, so their
 * number has no bound here; a slot only tells them apart.
 *
 * @param reason why he has no subordinate ids; for receipts
 */
record SingleId(long uid, long gid, String reason) implements IdSource {
    private static final int SLOTS = 32_767;

    SingleId {
        Objects.requireNonNull(reason, "reason is null");
    }

    @Override
    public int slots() {
        return SLOTS;
    }

    @Override
    public IdMap map(int slot) {
        return new IdMap.Single(uid, gid, reason);
    }

    @Override
    public List<IdSpan> users() {
        return List.of();
    }

    @Override
    public List<IdSpan> groups() {
        return List.of();
    }

    @Override
    public String describe() {
        return uid + "/" + gid;
    }
}
