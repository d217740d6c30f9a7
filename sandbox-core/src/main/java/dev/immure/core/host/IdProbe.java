package dev.immure.core.host;

import java.util.List;
import java.util.Set;

/** Whether there are ids for sandboxes that nobody else has. */
final class IdProbe {
    private final KernelView kernel;
    private final IdDatabase ids;

    IdProbe(KernelView kernel) {
        this.kernel = kernel;
        this.ids = new IdDatabase(kernel);
    }

    Finding finding() {
        return kernel.isHostRoot() ? asRoot() : asUser();
    }

    private Finding asRoot() {
        IdPool pool = IdPool.DEFAULT;
        List<String> collisions = ids.collisions(pool, Set.of());
        String range = "ids " + pool.uidBase() + " to " + (pool.uidBase() + pool.size() - 1);
        return collisions.isEmpty()
                ? Finding.available(
                        Wall.ID_RANGES, range + " are free in /etc/passwd, group, subuid and subgid; NSS was not asked")
                : Finding.missing(
                        Wall.ID_RANGES,
                        range + " overlap with " + String.join(", ", collisions),
                        "Move those ids, or give Immure another range in its configuration");
    }

    private Finding asUser() {
        CallersIds callers = new CallersIds(kernel);
        return switch (callers.source()) {
            case SubordinateIds ids -> ofCaller(ids, callers);
            case SingleId single ->
                Finding.available(
                        Wall.ID_RANGES, "one id for everything in a sandbox, the caller's own: " + single.reason());
            case IdPool pool -> throw new IllegalStateException("root's ids for an ordinary user: " + pool);
        };
    }

    private Finding ofCaller(SubordinateIds source, CallersIds callers) {
        List<String> collisions = ids.collisions(source, callers.callerNames());
        String evidence = "/etc/subuid and /etc/subgid give " + kernel.userName() + " " + source.slots()
                + " × 65536 ids; newuidmap and newgidmap can use them";
        return Finding.of(
                Wall.ID_RANGES,
                collisions.isEmpty(),
                collisions.isEmpty() ? evidence : evidence + ", but they overlap with " + String.join(", ", collisions),
                "Give the ids of /etc/subuid and /etc/subgid to one owner each");
    }
}
