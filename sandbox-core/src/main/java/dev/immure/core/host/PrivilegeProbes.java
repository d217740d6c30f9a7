package dev.immure.core.host;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.SeccompLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Immure itself may do, and what it has been given to do it with. */
final class PrivilegeProbes {
    /** capabilities(7), by number: what root needs to unpack layers, map ids, mount, and signal other users' processes. */
    private static final Map<Integer, String> NEEDED_BY_ROOT = new TreeMap<>(Map.of(
            0, "CAP_CHOWN",
            1, "CAP_DAC_OVERRIDE",
            3, "CAP_FOWNER",
            5, "CAP_KILL",
            6, "CAP_SETGID",
            7, "CAP_SETUID",
            8, "CAP_SETPCAP",
            21, "CAP_SYS_ADMIN"));

    private static final String STATUS = "/proc/self/status";

    private final KernelView kernel;

    PrivilegeProbes(KernelView kernel) {
        this.kernel = kernel;
    }

    Finding capabilities() {
        String effective = StatusFile.field(kernel.read(STATUS).value(), "CapEff");
        String evidence = STATUS + ": CapEff " + effective;
        if (kernel.effectiveUserId() != 0) {
            return Finding.available(
                    Wall.CAPABILITIES, evidence + "; an ordinary user gets all of them in a user namespace of its own");
        }
        List<String> lacking = new ArrayList<>();
        long held = StatusFile.hexadecimal(effective);
        NEEDED_BY_ROOT.forEach((number, name) -> {
            if ((held >>> number & 1) == 0) {
                lacking.add(name);
            }
        });
        return Finding.of(
                Wall.CAPABILITIES,
                lacking.isEmpty(),
                lacking.isEmpty() ? evidence : evidence + ", without " + String.join(", ", lacking),
                "Start Immure with these capabilities, or as an ordinary user");
    }

    Finding libseccomp() {
        String remedy = "Install libseccomp 2.5 or newer (Debian: package libseccomp2)";
        try {
            SeccompLibrary library = kernel.seccompLibrary();
            return Finding.of(
                    Wall.LIBSECCOMP,
                    KernelVersion.parse(library.version()).isAtLeast(2, 5),
                    "seccomp_version: " + library.version() + ", seccomp_api_get: " + library.api(),
                    remedy);
        } catch (ImmureException e) {
            return Finding.missing(Wall.LIBSECCOMP, e.fault().why(), remedy);
        }
    }

    /** memfd_create(2): at 2 no memfd can be executed, at 1 only one made with MFD_EXEC. */
    Finding sealedLauncher() {
        FileText noexec = kernel.read("/proc/sys/vm/memfd_noexec");
        return Finding.of(Wall.SEALED_LAUNCHER, !noexec.is("2"), noexec.evidence(), "Run: sysctl vm.memfd_noexec=1");
    }
}
