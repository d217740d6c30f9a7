package dev.immure.core.host;

import dev.immure.core.plan.IdMap;
import java.util.List;

/** Where the ids of sandboxes come from; each slot is one sandbox at a time. */
sealed interface IdSource permits IdPool, SubordinateIds, SingleId {
    /** How many sandboxes can run at once. */
    int slots();

    /** The ids of one slot, counted from 0. */
    IdMap map(int slot);

    /** What it takes of the host's user ids, and of its group ids. */
    List<IdSpan> users();

    /** As {@link #users()}, for groups. */
    List<IdSpan> groups();

    /** For a fault: where it lies. */
    String describe();
}
