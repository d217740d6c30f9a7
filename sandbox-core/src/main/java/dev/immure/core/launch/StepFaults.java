package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;

/** Turns (step, errno) into a sentence. Java owns the plan, so Java knows what the step was for. */
final class StepFaults {
    private StepFaults() {}

    static Fault describe(int step, PlanOp op, int errno) {
        if (op.opcode() == Opcode.RESOLVE_EXECUTABLE) {
            return program(errno == Errno.ENOENT ? LaunchFault.NOT_FOUND : LaunchFault.NOT_EXECUTABLE, errno);
        }
        if (op.opcode() == Opcode.EXECUTE) {
            return program(LaunchFault.NOT_EXECUTABLE, errno);
        }
        if (op.opcode() == Opcode.COPY_IN) {
            return copyIn(op, errno);
        }
        if (op.opcode() == Opcode.MAKE_USER_NAMESPACE && errno == Errno.ENOSPC) {
            return noUserNamespace(
                    errno,
                    "user.max_user_namespaces, or 32 of them within each other",
                    "Run as root of the host: sysctl user.max_user_namespaces=10000");
        }
        if (op.opcode() == Opcode.MAKE_USER_NAMESPACE && (errno == Errno.EPERM || errno == Errno.ENOSYS)) {
            return noUserNamespace(
                    errno,
                    "a filter around Immure refuses it, as that of a container does, or the distribution's switch against "
                            + "ordinary users",
                    "In a container: docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined; "
                            + "else see `immure doctor` for the switch");
        }
        if (op.opcode() == Opcode.MOUNT_PROC && errno == Errno.EPERM) {
            return new Fault(
                    LaunchFault.PROC_MASKED,
                    "cannot mount",
                    "a /proc for the sandbox",
                    "fsmount: EPERM (parts of the /proc around Immure are masked, as in a container, and a whole one would "
                            + "uncover them)",
                    "Start the container with an unmasked /proc: docker run --security-opt systempaths=unconfined, podman run "
                            + "--security-opt unmask=ALL; or run Immure outside of it");
        }
        return new Fault(
                LaunchFault.STEP,
                "cannot launch at step " + step,
                op.describe(),
                op.opcode().call() + ": " + Errno.nameOf(errno) + meaning(errno),
                remedy(op.opcode(), errno));
    }

    private static Fault noUserNamespace(int errno, String why, String remedy) {
        return new Fault(
                LaunchFault.NO_USER_NAMESPACE,
                "cannot make",
                "a user namespace",
                "unshare(CLONE_NEWUSER): " + Errno.nameOf(errno) + " (" + why + ")",
                remedy);
    }

    private static Fault program(LaunchFault code, int errno) {
        String remedy = switch (errno) {
            case Errno.ENOENT -> "Check the command, its interpreter (#!) and PATH inside the image";
            case Errno.E2BIG -> "Shorten the command line and the environment, or raise RLIMIT_STACK";
            default -> "Check its mode, its interpreter (#!) and that it was built for x86-64 Linux";
        };
        return new Fault(code, "cannot execute", "the program", "execve: " + Errno.nameOf(errno), remedy);
    }

    private static Fault copyIn(PlanOp op, int errno) {
        String why = switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT -> "it does not fit (" + Errno.nameOf(errno) + ")";
            case Errno.EISDIR -> "a directory stands where a file is to be (EISDIR)";
            case Errno.ENOTDIR, Errno.ELOOP ->
                "a file or symbolic link stands where a directory is to be (" + Errno.nameOf(errno) + ")";
            case Errno.EROFS, Errno.EOVERFLOW ->
                "nothing can be copied into what is bound there (" + Errno.nameOf(errno) + ")";
            default -> Errno.nameOf(errno);
        };
        String remedy = errno == Errno.ENOSPC || errno == Errno.EDQUOT
                ? "Copy less, or raise --disk, or the size of the --tmpfs that it goes to"
                : "Give another place inside the container";
        return new Fault(
                LaunchFault.COPY_IN,
                "cannot copy into the container",
                op.texts().getFirst().asText(),
                why,
                remedy);
    }

    /** Where the kernel's number misleads (ENOSPC from mount(2) is a limit, not a disk). */
    private static String meaning(int errno) {
        return switch (errno) {
            case Errno.ENOSPC -> " (a limit of the kernel or of the disk quota, not a full disk)";
            case Errno.ENOSYS -> " (this kernel does not have the call)";
            case Errno.ELOOP -> " (a symbolic link stands where none may be)";
            default -> "";
        };
    }

    private static String filterRemedy(int errno) {
        return switch (errno) {
            case Errno.EPERM -> "Allow execve and exit_group without conditions; nothing can be started without them";
            case Errno.E2BIG -> "The filter has too many instructions; use fewer comparisons";
            case Errno.EMFILE -> "Allow at least 5 open files (RLIMIT_NOFILE)";
            case Errno.EBUSY ->
                "Something outside supervises the system calls of Immure itself (seccomp_unotify(2)); run it elsewhere";
            default -> "The kernel refused the filter; see `immure doctor`";
        };
    }

    private static String remedy(Opcode opcode, int errno) {
        return switch (opcode) {
            case MAKE_USER_NAMESPACE -> "Check /proc/sys/user/max_user_namespaces, and `immure doctor`";
            case CLONE_MOUNT ->
                "The file system of the store must support idmapped mounts (ext4, xfs, btrfs, tmpfs 6.3); see `immure doctor`";
            case BIND_INSIDE ->
                "What is bound was moved or replaced while the sandbox was made, or another mount lies over it: run it again";
            case MOUNT_OVERLAY -> "Overlay in a user namespace needs Linux 5.11 or newer; see `immure doctor`";
            case REQUIRE_DIRECTORY, MOUNT_PROC, MOUNT_DEVPTS ->
                "An image in which this path is not a plain directory is refused; rebuild the image";
            case RAISE_RLIMIT, SET_RLIMIT -> "A limit cannot be raised above the caller's own (ulimit -H -a); lower it";
            case CHANGE_DIRECTORY -> "Give a working directory that exists in the image (-w)";
            case LABEL_MOUNTS, SELINUX_EXEC_LABEL ->
                "The loaded SELinux policy does not know this label, or does not let the caller use it; see docs/selinux.md";
            case SECCOMP, SECCOMP_RECORD -> filterRemedy(errno);
            default -> errno == Errno.ENOSYS ? "Use a newer kernel" : "See `immure doctor` for what this host lacks";
        };
    }
}
