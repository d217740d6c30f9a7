package dev.immure.core.internal.kernel;

import dev.immure.core.internal.ffi.Libc;
import dev.immure.core.internal.ffi.NativeLibraries;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * One system call by name and x86-64 number, with errno turned into {@link ErrnoException}. The typed adapters of this
 * package build on it; nothing else does.
 */
final class SystemCall {
    private SystemCall() {}

    /**
     * Calls the kernel. Arguments are {@code Integer}, {@code Long} or {@link Pointer}; at most six.
     *
     * @throws ErrnoException when the kernel returns an error; EINTR is retried, since no signal handler of ours means
     *     "stop"
     */
    static long invoke(String name, long number, Object... arguments) throws ErrnoException {
        Libc libc = NativeLibraries.libc();
        long[] raw = new long[6];
        for (int i = 0; i < arguments.length; i++) {
            raw[i] = asLong(arguments[i]);
        }
        try {
            while (true) {
                // The sixth costs a buffer, as it is the first that finds no room in registers beside the number.
                long result = arguments.length > 5
                        ? libc.syscall(number, raw[0], raw[1], raw[2], raw[3], raw[4], raw[5])
                        : libc.syscall(number, raw[0], raw[1], raw[2], raw[3], raw[4]);
                if (result != -1) {
                    return result;
                }
                int errno = libc.errno();
                if (errno != Errno.EINTR) {
                    throw new ErrnoException(name, errno);
                }
            }
        } finally {
            // The kernel saw bare addresses: without this the collector may free the memory behind them mid-call.
            Reference.reachabilityFence(arguments);
        }
    }

    static Pointer allocate(int bytes) {
        return Memory.allocateDirect(NativeLibraries.runtime(), bytes, true);
    }

    static Pointer bytes(byte[] content) {
        Pointer memory = allocate(Math.max(1, content.length));
        memory.put(0, content, 0, content.length);
        return memory;
    }

    /** A NUL-terminated copy. The caller has made sure that the text holds no NUL of its own. */
    static Pointer string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in a path");
        }
        Pointer memory = allocate(utf8.length + 1);
        memory.put(0, utf8, 0, utf8.length);
        return memory;
    }

    private static long asLong(Object argument) {
        return switch (argument) {
            case Integer i -> i;
            case Long l -> l;
            case Pointer p -> p.address();
            default -> throw new IllegalArgumentException("not a register value: " + argument.getClass());
        };
    }
}
