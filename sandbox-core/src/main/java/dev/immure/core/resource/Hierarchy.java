package dev.immure.core.resource;

import java.nio.file.Path;
import java.util.Set;

/**
 * One cgroup tree and the controllers that are used in it.
 *
 * @param base the directory below which sandboxes get theirs
 */
public record Hierarchy(CgroupVersion version, Path base, Set<Controller> controllers) {
    public Hierarchy {
        controllers = Set.copyOf(controllers);
    }

    boolean has(Controller controller) {
        return controllers.contains(controller);
    }
}
