package dev.immure.core.host;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ids that an ordinary user can give to sandboxes: his subordinate ones, or else his own alone. */
final class CallersIds {
    private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/run/wrappers/bin");

    private final KernelView kernel;

    CallersIds(KernelView kernel) {
        this.kernel = kernel;
    }

    IdSource source() {
        int uid = kernel.effectiveUserId();
        int gid = kernel.effectiveGroupId();
        Optional<SubordinateIds> subordinate = new IdDatabase(kernel).subordinate(kernel.userName(), uid, gid);
        Optional<String> lacking = lacking();
        if (subordinate.isPresent() && lacking.isEmpty()) {
            return subordinate.get();
        }
        return new SingleId(uid, gid, lacking.orElseGet(this::noIds));
    }

    private String noIds() {
        return "/etc/subuid and /etc/subgid give " + names() + " no 65536 ids in one piece";
    }

    private String names() {
        return "user " + kernel.userName() + " (" + kernel.effectiveUserId() + ")";
    }

    /** Why newuidmap and newgidmap cannot be used, if so. */
    Optional<String> lacking() {
        for (String name : List.of("newuidmap", "newgidmap")) {
            Optional<String> place = place(kernel, name);
            if (place.isEmpty()) {
                return Optional.of(name + " is not installed");
            }
            if (!kernel.raisesRights(place.get())) {
                return Optional.of(place.get() + " is neither set-user-ID root nor has capabilities");
            }
        }
        boolean noNewPrivileges = StatusFile.field(
                        kernel.read("/proc/self/status").value(), "NoNewPrivs")
                .equals("1");
        return noNewPrivileges
                ? Optional.of("no_new_privs is set for the caller, which takes newuidmap its rights")
                : Optional.empty();
    }

    /** Where a program of the package uidmap lies: not looked for in PATH, which is anybody's. */
    static Optional<String> place(KernelView kernel, String name) {
        return PLACES.stream()
                .map(directory -> directory + "/" + name)
                .filter(kernel::exists)
                .findFirst();
    }

    /** How the files may call the caller. */
    Set<String> callerNames() {
        return IdDatabase.names(kernel.userName(), kernel.effectiveUserId());
    }
}
