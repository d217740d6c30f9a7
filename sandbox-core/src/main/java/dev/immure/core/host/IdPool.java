package dev.immure.core.host;

import dev.immure.core.plan.IdMap;
import java.util.List;

/**
 * The ids that can be given out, as slots of {@link IdRange#SIZE} ids each.
 *
 * @param uidBase first user id of slot 0
 * @param gidBase first group id of slot 0
 * @param slots how many sandboxes can run at once; 1 to 32,767
 */
public record IdPool(long uidBase, long gidBase, int slots) implements IdSource {
    /**
     * 0x78000000 to 0x7FFDFFFF, 2,046 slots. Above SUB_UID_MAX of /etc/login.defs (600,100,000), systemd-nspawn's
     * 0x00080000–0x6FFFFFFF and sssd's default id map (ends at 2,000,200,000 = 0x77389540); below systemd's foreign ids
     * at 0x7FFE0000 and below 2^31. As systemd's UIDS-GIDS.md advises, the upper 16 bits name the sandbox and the lower
     * 16 are the id inside.
     */
    public static final IdPool DEFAULT = new IdPool(0x7800_0000L, 0x7800_0000L, 2046);

    private static final int MAX_SLOTS = 32_767;

    public IdPool {
        if (slots < 1 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("a pool has 1 to " + MAX_SLOTS + " slots, not " + slots);
        }
        rangeOf(uidBase, gidBase, 0);
        rangeOf(uidBase, gidBase, slots - 1);
    }

    /** The ids of one slot, counted from 0. */
    public IdRange range(int slot) {
        if (slot < 0 || slot >= slots) {
            throw new IllegalArgumentException("slot " + slot + " of " + slots);
        }
        return rangeOf(uidBase, gidBase, slot);
    }

    @Override
    public IdMap map(int slot) {
        IdRange range = range(slot);
        return new IdMap.Own(range.uidBase(), range.gidBase());
    }

    @Override
    public List<IdSpan> users() {
        return List.of(new IdSpan(uidBase, size()));
    }

    @Override
    public List<IdSpan> groups() {
        return List.of(new IdSpan(gidBase, size()));
    }

    @Override
    public String describe() {
        return uidBase + "/" + gidBase + " +" + size();
    }

    private static IdRange rangeOf(long uidBase, long gidBase, int slot) {
        long offset = (long) slot * IdRange.SIZE;
        return new IdRange(uidBase + offset, gidBase + offset);
    }

    /** How many ids of each kind it holds. */
    long size() {
        return (long) slots * IdRange.SIZE;
    }
}
