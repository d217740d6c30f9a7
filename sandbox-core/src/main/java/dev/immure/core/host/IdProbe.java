package dev.immure.core.host;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether there are ids for sandboxes that nobody else has. */
final class IdProbe {
    private static final String MAPPER = "/usr/bin/newuidmap";

    private final KernelView kernel;
    private final IdDatabase ids;

    IdProbe(KernelView kernel) {
        this.kernel = kernel;
        this.ids = new IdDatabase(kernel);
    }

    Finding finding() {
        return kernel.effectiveUserId() == 0 ? asRoot() : asUser(kernel.userName());
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

    private Finding asUser(String user) {
        Optional<IdPool> pool = ids.subordinatePool(user);
        boolean mapper = kernel.exists(MAPPER);
        String evidence = "/etc/subuid and /etc/subgid give " + user + " "
                + pool.map(p -> p.slots() + " × 65536 ids").orElse("no 65536 ids in one piece") + "; " + MAPPER
                + (mapper ? " exists" : " does not exist");
        return Finding.of(
                Wall.ID_RANGES,
                pool.isPresent() && mapper,
                evidence,
                "Run as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + user
                        + "; and install newuidmap (Debian: package uidmap)");
    }
}
