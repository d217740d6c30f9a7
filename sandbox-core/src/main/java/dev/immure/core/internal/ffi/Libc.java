package dev.immure.core.internal.ffi;

import jnr.ffi.Pointer;

/**
 * The C library, by its own names. Values are passed as the kernel sees them; meaning, preconditions and errno are the
 * business of {@code core.internal.kernel}.
 *
 * <p>All but process creation goes through {@link #syscall}: one function shape binds once, which is most of what a
 * binding costs at start (docs/adr/0002-native-access.md).
 */
@SuppressWarnings("checkstyle:MethodName")
public interface Libc {
    /** syscall(2): six register-wide arguments; unused ones are zero. Returns -1 and sets errno on failure. */
    long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** posix_spawn(3): returns the error number itself, does not set errno. */
    int posix_spawn(Pointer pid, String path, Pointer fileActions, Pointer attributes, Pointer argv, Pointer envp);

    /** posix_spawn_file_actions_init(3). */
    int posix_spawn_file_actions_init(Pointer fileActions);

    /** posix_spawn_file_actions_adddup2(3): actions run in the order they were added. */
    int posix_spawn_file_actions_adddup2(Pointer fileActions, int fd, int newFd);

    /** posix_spawn_file_actions_destroy(3). */
    int posix_spawn_file_actions_destroy(Pointer fileActions);
}
