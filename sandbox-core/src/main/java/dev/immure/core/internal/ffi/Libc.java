package dev.immure.core.internal.ffi;

import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.function.Supplier;
import jnr.ffi.Pointer;

/**
 * The C library, by its own names. Values are passed as the kernel sees them; meaning, preconditions and errno are the
 * business of {@code core.internal.kernel}.
 */
@SuppressWarnings("checkstyle:MethodName")
public final class Libc {
    private static final Type LONG = Type.SLONG;
    private static final Type INT = Type.SINT;
    private static final Type ADDRESS = Type.POINTER;

    private final NativeFunction syscall;
    private final NativeFunction longSyscall;
    private final NativeFunction spawn;
    private final NativeFunction actionsInit;
    private final NativeFunction actionsDup;
    private final NativeFunction actionsDestroy;

    Libc(Supplier<Library> library) {
        syscall = new NativeFunction(library, "syscall", LONG, LONG, LONG, LONG, LONG, LONG, LONG);
        longSyscall = new NativeFunction(library, "syscall", LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG);
        spawn = new NativeFunction(library, "posix_spawn", INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        actionsInit = new NativeFunction(library, "posix_spawn_file_actions_init", INT, ADDRESS);
        actionsDup = new NativeFunction(library, "posix_spawn_file_actions_adddup2", INT, ADDRESS, INT, INT);
        actionsDestroy = new NativeFunction(library, "posix_spawn_file_actions_destroy", INT, ADDRESS);
    }

    /** syscall(2) of a call that takes at most five arguments; unused ones are zero. Returns -1 and sets errno on failure. */
    public long syscall(long number, long a, long b, long c, long d, long e) {
        return syscall.call(new long[] {number, a, b, c, d, e});
    }

    /** syscall(2): six register-wide arguments; unused ones are zero. Returns -1 and sets errno on failure. */
    public long syscall(long number, long a, long b, long c, long d, long e, long f) {
        return longSyscall.call(new long[] {number, a, b, c, d, e, f});
    }

    /** errno as the last function that this thread called left it. */
    public int errno() {
        return LastError.getInstance().get();
    }

    /** posix_spawn(3): returns the error number itself, does not set errno. */
    public int posix_spawn(
            Pointer pid, Pointer path, Pointer fileActions, Pointer attributes, Pointer argv, Pointer envp) {
        return (int) spawn.call(pid, path, fileActions, attributes, argv, envp);
    }

    /** posix_spawn_file_actions_init(3). */
    public int posix_spawn_file_actions_init(Pointer fileActions) {
        return (int) actionsInit.call(fileActions);
    }

    /** posix_spawn_file_actions_adddup2(3): actions run in the order they were added. */
    public int posix_spawn_file_actions_adddup2(Pointer fileActions, int fd, int newFd) {
        return (int) actionsDup.call(fileActions, fd, newFd);
    }

    /** posix_spawn_file_actions_destroy(3). */
    public int posix_spawn_file_actions_destroy(Pointer fileActions) {
        return (int) actionsDestroy.call(fileActions);
    }
}
