package dev.immure.core.internal.kernel;

import dev.immure.core.internal.ffi.Libc;
import dev.immure.core.internal.ffi.NativeLibraries;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** Starting a child with chosen descriptors, and waiting for it. */
public final class Processes {
    /** {@code sizeof(posix_spawn_file_actions_t)} is 80 in glibc on x86-64; more does no harm. */
    private static final int FILE_ACTIONS_BYTES = 256;

    private static final int ABOVE_ALL_TARGETS = 1000;
    private static final int WNOHANG = 1;
    private static final int SIGKILL = 9;

    private Processes() {}

    /**
     * Starts {@code program} with the given descriptors as 0, 1, 2, … in order (posix_spawn(3)); the environment is empty. Other descriptors of this process that are not close-on-exec are inherited as well: the
     * JVM has dozens, and the program must close them first (close_range(2)).
     *
     * @return the pid; {@link #waitFor} must be called for it
     */
    public static int spawn(Fd program, List<String> argv, List<Fd> descriptors) throws ErrnoException {
        Libc libc = NativeLibraries.libc();
        List<Fd> moved = new ArrayList<>();
        Pointer actions = SystemCall.allocate(FILE_ACTIONS_BYTES);
        check("posix_spawn_file_actions_init", libc.posix_spawn_file_actions_init(actions));
        try {
            // A copy above every target first: dup2 in order must not overwrite a source that is still needed.
            Fd executable = keep(Descriptors.duplicate(program.number(), ABOVE_ALL_TARGETS), moved);
            for (int target = 0; target < descriptors.size(); target++) {
                Fd copy = keep(Descriptors.duplicate(descriptors.get(target).number(), ABOVE_ALL_TARGETS), moved);
                check(
                        "posix_spawn_file_actions_adddup2",
                        libc.posix_spawn_file_actions_adddup2(actions, copy.number(), target));
            }
            return spawn(libc, "/proc/self/fd/" + executable.number(), argv, actions);
        } finally {
            libc.posix_spawn_file_actions_destroy(actions);
            moved.forEach(Fd::close);
        }
    }

    private static int spawn(Libc libc, String path, List<String> words, Pointer actions) throws ErrnoException {
        Pointer pid = SystemCall.allocate(4);
        List<Pointer> arguments = words.stream().map(SystemCall::string).toList();
        Pointer argv = SystemCall.allocate(8 * (words.size() + 1));
        for (int i = 0; i < arguments.size(); i++) {
            argv.putAddress(8L * i, arguments.get(i).address());
        }
        Pointer environment = SystemCall.allocate(8);
        Pointer none = Pointer.wrap(NativeLibraries.runtime(), 0);
        try {
            check("posix_spawn", libc.posix_spawn(pid, SystemCall.string(path), actions, none, argv, environment));
        } finally {
            Reference.reachabilityFence(arguments);
        }
        return pid.getInt(0);
    }

    private static Fd keep(Fd fd, List<Fd> list) {
        list.add(fd);
        return fd;
    }

    private static void check(String call, int error) throws ErrnoException {
        if (error != 0) {
            throw new ErrnoException(call, error);
        }
    }

    /** wait4(2): blocks until the child has ended; its wait status. */
    public static int waitFor(int pid) throws ErrnoException {
        Pointer status = SystemCall.allocate(4);
        SystemCall.invoke("wait4", 61, pid, status, 0, 0);
        return status.getInt(0);
    }

    /** kill(2) with SIGKILL, of a child that has not been waited for; that it has ended already is no error. */
    public static void kill(int child) throws ErrnoException {
        SystemCall.invoke("kill", 62, child, SIGKILL);
    }

    /** wait4(2) with WNOHANG: whether the child has ended, and is reaped now. */
    public static boolean hasEnded(int pid) throws ErrnoException {
        return SystemCall.invoke("wait4", 61, pid, SystemCall.allocate(4), WNOHANG, 0) == pid;
    }
}
