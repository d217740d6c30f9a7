package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.plan.SelinuxLabel;
import dev.immure.core.plan.Wall;
import java.util.List;
import java.util.Optional;

/** Which label a sandbox gets. Pure. */
final class SelinuxLabels {
    /** MCS categories of the usual policies: c0 to c1023. */
    private static final int CATEGORIES = 1024;

    private static final int HALF = CATEGORIES / 2;

    private SelinuxLabels() {}

    /**
     * The label, or none where SELinux does not enforce. A host that enforces and has no type for sandboxes is refused:
     * the program would run as what Immure runs as.
     *
     * @param slot of the id range, which no other running sandbox has
     * @param bestEffort walls that may be missing
     */
    static Optional<SelinuxLabel> of(SelinuxSupport host, int slot, List<Wall> bestEffort) {
        if (host.state() != SelinuxSupport.State.ENFORCING) {
            return Optional.empty();
        }
        if (host.types().isEmpty()) {
            if (bestEffort.contains(Wall.SELINUX)) {
                return Optional.empty();
            }
            throw noType();
        }
        SelinuxSupport.Types types = host.types().get();
        String level = host.levels() ? ":" + level(slot) : "";
        return Optional.of(new SelinuxLabel(
                "system_u:system_r:" + types.process() + level, "system_u:object_r:" + types.files() + level));
    }

    /** A pair from two halves, so that no two slots have the same one: 262,144 of them. */
    static String level(int slot) {
        return "s0:c" + slot % HALF + ",c" + (HALF + slot / HALF % HALF);
    }

    private static ImmureException noType() {
        return new ImmureException(
                new Fault(
                        CliFault.SELINUX,
                        "cannot put up the wall",
                        "selinux",
                        "SELinux enforces here, and its policy has neither container_t nor immure_t",
                        "Run: immure profile selinux >immure.cil && semodule -i immure.cil; or run with --best-effort selinux"));
    }
}
