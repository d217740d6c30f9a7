package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.WallState;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.plan.IdMap;
import dev.immure.core.plan.SelinuxLabel;
import dev.immure.core.plan.Wall;
import java.util.Arrays;
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
     * @param lease of the ids, which no other running sandbox has
     */
    static Optional<SelinuxLabel> of(SelinuxSupport host, IdLease lease, Intent intent) {
        return of(host, place(lease.map(), lease.slot()), intent.label(), intent.bestEffort());
    }

    /**
     * A number that no other running sandbox has. Ranges of 65,536 ids do not overlap, so where a range begins tells it
     * from all others of the host; with a single id only the slot is left, which is one user's.
     */
    static int place(IdMap map, int slot) {
        return switch (map) {
            case IdMap.Own own -> (int) (own.uidBase() / IdMap.SIZE);
            case IdMap.Subordinate subordinate -> (int) (subordinate.uidBase() / IdMap.SIZE);
            case IdMap.Single ignored -> IdMap.SIZE + slot;
        };
    }

    /** @param bestEffort walls that may be missing */
    static Optional<SelinuxLabel> of(SelinuxSupport host, int place, SelinuxWish wish, List<Wall> bestEffort) {
        boolean enforcing = host.state() == SelinuxSupport.State.ENFORCING;
        requireMeans(host, wish);
        if (!enforcing || wish.disabled()) {
            return Optional.empty();
        }
        Optional<SelinuxSupport.Types> types = chosen(host, wish);
        if (types.isEmpty() && bestEffort.contains(Wall.SELINUX) && !wish.isCustom()) {
            return Optional.empty();
        }
        SelinuxSupport.Types offered = types.orElseThrow(SelinuxLabels::noType);
        String level = host.levels() ? ":" + wish.level().orElse(level(place)) : "";
        return Optional.of(new SelinuxLabel(
                "system_u:system_r:" + wish.type().orElse(offered.process()) + level,
                "system_u:object_r:" + offered.files() + level));
    }

    /** A type of the user's own works on files of the pair that it belongs to, or that the policy offers. */
    private static Optional<SelinuxSupport.Types> chosen(SelinuxSupport host, SelinuxWish wish) {
        return Arrays.stream(SelinuxSupport.Types.values())
                .filter(types -> wish.type().filter(types.process()::equals).isPresent())
                .findFirst()
                .or(host::types);
    }

    /** A label that cannot be given is not left out in silence. */
    private static void requireMeans(SelinuxSupport host, SelinuxWish wish) {
        boolean asked = wish.type().isPresent() || wish.level().isPresent();
        if (asked && host.state() != SelinuxSupport.State.ENFORCING) {
            throw refused("SELinux does not enforce on this host", "Leave --security-opt label= out");
        }
        if (wish.level().isPresent() && !host.levels()) {
            throw refused("its policy has no levels", "Leave --security-opt label=level: out");
        }
    }

    /** Why a sandbox has no label. */
    static WallState without(SelinuxSupport.State host, SelinuxWish wish) {
        if (host != SelinuxSupport.State.ENFORCING) {
            return new WallState.Unavailable("SELinux does not enforce on this host");
        }
        return new WallState.Waived(
                wish.disabled() ? "label=disable was asked for" : "the policy has neither container_t nor immure_t");
    }

    /** A pair from two halves, so that no two places have the same one: 262,144 of them. */
    static String level(int place) {
        return "s0:c" + place % HALF + ",c" + (HALF + place / HALF % HALF);
    }

    private static ImmureException noType() {
        return refused(
                "SELinux enforces here, and its policy has neither container_t nor immure_t",
                "Run: immure profile selinux >immure.cil && semodule -i immure.cil; or run with --best-effort selinux");
    }

    private static ImmureException refused(String why, String remedy) {
        return new ImmureException(new Fault(CliFault.SELINUX, "cannot put up the wall", "selinux", why, remedy));
    }
}
