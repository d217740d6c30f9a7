package dev.immure.core.host;

import dev.immure.core.plan.IdMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What subuid(5) and subgid(5) give an ordinary user, cut into slots of {@link IdRange#SIZE} ids. Slot {@code n} is the
 * n-th of the user ids with the n-th of the group ids.
 *
 * @param uid the caller, who is user 0 inside
 * @param uidBases first user id of each slot; 1 to 32,767 of them, as many as {@code gidBases}
 */
record SubordinateIds(long uid, long gid, List<Long> uidBases, List<Long> gidBases) implements IdSource {
    private static final int MAX_SLOTS = 32_767;

    /** Above it devpts and many programs see negative numbers; {@link IdRange} says more. */
    private static final long END = 1L << 31;

    SubordinateIds {
        uidBases = List.copyOf(uidBases);
        gidBases = List.copyOf(gidBases);
        if (uidBases.isEmpty() || uidBases.size() > MAX_SLOTS || uidBases.size() != gidBases.size()) {
            throw new IllegalArgumentException(uidBases.size() + " and " + gidBases.size() + " slots of ids");
        }
    }

    /** Of merged spans; without a slot when there are fewer than 65,536 ids of either kind in one piece. */
    static List<Long> bases(List<IdSpan> merged) {
        List<Long> bases = new ArrayList<>();
        for (IdSpan span : merged) {
            long first = Math.max(span.first(), 1);
            long slots = (Math.min(span.first() + span.count(), END) - first) / IdRange.SIZE;
            LongStream.range(0, Math.min(slots, MAX_SLOTS - bases.size()))
                    .forEach(slot -> bases.add(first + slot * IdRange.SIZE));
        }
        return bases;
    }

    @Override
    public int slots() {
        return uidBases.size();
    }

    @Override
    public IdMap map(int slot) {
        return new IdMap.Subordinate(uid, gid, uidBases.get(slot), gidBases.get(slot));
    }

    @Override
    public List<IdSpan> users() {
        return spans(uidBases);
    }

    @Override
    public List<IdSpan> groups() {
        return spans(gidBases);
    }

    private static List<IdSpan> spans(List<Long> bases) {
        return IdSpan.merged(
                bases.stream().map(base -> new IdSpan(base, IdRange.SIZE)).toList());
    }

    @Override
    public String describe() {
        return uidBases.getFirst() + "/" + gidBases.getFirst();
    }
}
