package dev.immure.core.resource;

import dev.immure.core.internal.kernel.ControlDirectory;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a v2 cgroup give controllers to its children (cgroup-v2.rst, "Controlling Controllers"). Where this process is
 * the only one in that cgroup, it first moves itself into a child, because a cgroup with processes cannot do it ("No
 * Internal Process Constraint"); that is what a unit with Delegate=yes is for.
 */
final class Delegation {
    static final String SELF = "immure-self";

    private static final String CONTROL = "cgroup.subtree_control";
    private static final String PROCS = "cgroup.procs";

    private Delegation() {}

    /** Whether systemd has delegated it: the mark is {@code trusted.delegate} (systemd, CGROUP_DELEGATION). */
    static boolean isMarked(Path cgroup) {
        try (Fd directory = Descriptors.open(cgroup.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY)) {
            return new FileTree()
                    .xattr(directory, "trusted.delegate")
                    .filter(mark -> mark.length == 1 && mark[0] == '1')
                    .isPresent();
        } catch (ErrnoException e) {
            return false;
        }
    }

    /** @param controllers kernel names; those already given are not written again */
    static void enable(Object where, ControlDirectory base, Set<String> controllers) {
        try {
            String given = base.read(CONTROL).orElse("");
            Set<String> present = Set.copyOf(List.of(given.strip().split(" ")));
            String wanted = controllers.stream()
                    .filter(name -> !present.contains(name))
                    .sorted()
                    .map(name -> "+" + name)
                    .collect(Collectors.joining(" "));
            if (!wanted.isEmpty()) {
                give(base, wanted);
            }
        } catch (ErrnoException e) {
            throw refused(where, e);
        }
    }

    private static void give(ControlDirectory base, String wanted) throws ErrnoException {
        try {
            base.write(CONTROL, wanted);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EBUSY) || !aloneIn(base)) {
                throw e;
            }
            stepAside(base);
            base.write(CONTROL, wanted);
        }
    }

    private static boolean aloneIn(ControlDirectory base) throws ErrnoException {
        String self = Long.toString(ProcessHandle.current().pid());
        return base.read(PROCS).map(String::strip).filter(self::equals).isPresent();
    }

    private static void stepAside(ControlDirectory base) throws ErrnoException {
        try (ControlDirectory own = make(base)) {
            own.write(PROCS, Long.toString(ProcessHandle.current().pid()));
        }
    }

    private static ControlDirectory make(ControlDirectory base) throws ErrnoException {
        try {
            base.make(SELF);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
        return base.child(SELF);
    }

    private static RuntimeException refused(Object where, ErrnoException why) {
        String reason = why.is(Errno.EBUSY)
                ? why.call() + ": EBUSY (other processes live in it)"
                : String.valueOf(why.getMessage());
        return CgroupFault.DELEGATION.because(
                "cannot give controllers to children of",
                where,
                reason,
                "Start Immure in a cgroup of its own: systemd-run --user --scope -p Delegate=yes immure …");
    }
}
