package dev.immure.core.plan;

import java.util.List;

/**
 * Ids inside the container; each 0 to 65,534, since the sandbox has 65,536 ids and the last one means "nobody's".
 *
 * @param groups supplementary, at most 64
 */
public record ContainerUser(int uid, int gid, List<Integer> groups) {
    private static final int MAX_ID = 65_534;
    private static final int MAX_GROUPS = 64;

    public ContainerUser {
        groups = List.copyOf(groups);
        require(uid);
        require(gid);
        groups.forEach(ContainerUser::require);
        if (groups.size() > MAX_GROUPS) {
            throw new IllegalArgumentException("at most " + MAX_GROUPS + " supplementary groups");
        }
    }

    private static void require(int id) {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("an id inside a sandbox is 0 to " + MAX_ID + ", not " + id);
        }
    }
}
