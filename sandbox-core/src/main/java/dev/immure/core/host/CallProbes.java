package dev.immure.core.host;

import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.HarmlessCall;
import java.util.ArrayList;
import java.util.List;

/** What is learnt by really calling the kernel, with arguments that change nothing. */
final class CallProbes {
    private static final String FILTERED = "; ENOSYS or EPERM can also come from a seccomp filter around Immure";

    private final KernelView kernel;

    CallProbes(KernelView kernel) {
        this.kernel = kernel;
    }

    Finding systemCalls() {
        return all(
                Wall.SYSTEM_CALLS,
                List.of(
                        HarmlessCall.CLONE3,
                        HarmlessCall.CLOSE_RANGE,
                        HarmlessCall.OPENAT2,
                        HarmlessCall.PIDFD_OPEN,
                        HarmlessCall.PIDFD_SEND_SIGNAL,
                        HarmlessCall.MEMFD_CREATE),
                "Use Linux 5.9 or newer" + FILTERED);
    }

    Finding mountApi() {
        List<HarmlessCall> calls = List.of(
                HarmlessCall.FSOPEN, HarmlessCall.OPEN_TREE, HarmlessCall.MOVE_MOUNT, HarmlessCall.MOUNT_SETATTR);
        String remedy = "Use Linux 5.12 or newer, with CAP_SYS_ADMIN when Immure runs as root" + FILTERED;
        // An ordinary user has no CAP_SYS_ADMIN here, but will have it in its user namespace.
        boolean denied = calls.stream().anyMatch(c -> kernel.attempt(c) == -Errno.EPERM);
        boolean absent = calls.stream().anyMatch(c -> kernel.attempt(c) == -Errno.ENOSYS);
        if (denied && !absent && kernel.effectiveUserId() != 0) {
            return Finding.unknown(Wall.MOUNT_API, answers(calls), remedy);
        }
        return all(Wall.MOUNT_API, calls, remedy);
    }

    private Finding all(Wall wall, List<HarmlessCall> calls, String remedy) {
        boolean known =
                calls.stream().mapToLong(kernel::attempt).allMatch(r -> r == -Errno.EINVAL || r == -Errno.EBADF);
        return Finding.of(wall, known, answers(calls), remedy);
    }

    private String answers(List<HarmlessCall> calls) {
        List<String> answers = new ArrayList<>();
        for (HarmlessCall call : calls) {
            answers.add(answer(call));
        }
        return String.join(", ", answers);
    }

    private String answer(HarmlessCall call) {
        long result = kernel.attempt(call);
        return call.text() + ": " + (result < 0 ? Errno.nameOf((int) -result) : Long.toString(result));
    }

    Finding noNewPrivs() {
        HarmlessCall call = HarmlessCall.NO_NEW_PRIVS;
        return Finding.of(Wall.NO_NEW_PRIVS, kernel.attempt(call) >= 0, answer(call), "Use Linux 3.5 or newer");
    }

    Finding seccomp() {
        List<HarmlessCall> calls = List.of(HarmlessCall.SECCOMP_KILL_PROCESS, HarmlessCall.SECCOMP_ERRNO);
        boolean known = calls.stream().allMatch(c -> kernel.attempt(c) == 0);
        return Finding.of(Wall.SECCOMP, known, answers(calls), "Use Linux 4.14 or newer with CONFIG_SECCOMP_FILTER");
    }

    int landlockAbi() {
        return (int) Math.max(0, kernel.attempt(HarmlessCall.LANDLOCK_ABI));
    }

    Finding landlock() {
        return Finding.of(
                Wall.LANDLOCK,
                landlockAbi() > 0,
                answer(HarmlessCall.LANDLOCK_ABI),
                "Use Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK; EOPNOTSUPP: add landlock to lsm= on the kernel "
                        + "command line");
    }

    Finding tmpfsXattr() {
        HarmlessCall call = HarmlessCall.TMPFS_USER_XATTR;
        return Finding.of(Wall.TMPFS_XATTR, kernel.attempt(call) == 0, answer(call), "Use Linux 6.6 or newer");
    }
}
