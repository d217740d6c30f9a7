package dev.immure.core.internal.ffi;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.lang.ref.Reference;
import java.util.function.Supplier;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One C function of integers and addresses, found in its library at the first call. Goes to jffi, the half of jnr-ffi that
 * calls: the other half reads an interface by reflection, annotations and proxies, and takes longer over it than most
 * commands run (docs/adr/0002-native-access.md). Safe for use by several threads.
 */
final class NativeFunction {
    /** Of {@code Invoker.invokeN6}, whose arguments need no buffer. */
    private static final int REGISTERS = 6;

    private final Supplier<Library> library;
    private final String name;
    private final Type result;
    private final Type[] parameters;
    private volatile @Nullable Bound bound;

    /** @param context says that errno is to be noted right after the call, for this thread */
    private record Bound(long address, CallContext context) {}

    NativeFunction(Supplier<Library> library, String name, Type result, Type... parameters) {
        this.library = library;
        this.name = name;
        this.result = result;
        this.parameters = parameters.clone();
    }

    /** Arguments are {@code Integer}, {@code Long} or {@link Pointer}, whose memory stays reachable until the call is over. */
    long call(Object... arguments) {
        long[] words = new long[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            words[i] = word(arguments[i]);
        }
        try {
            return call(words);
        } finally {
            Reference.reachabilityFence(arguments);
        }
    }

    /** As {@link #call(Object...)}; what addresses point to is the caller's to keep. */
    long call(long[] words) {
        if (words.length != parameters.length) {
            throw new IllegalArgumentException(name + " takes " + parameters.length + " arguments");
        }
        Bound found = bound;
        if (found == null) {
            found = bind();
            bound = found;
        }
        CallContext context = found.context();
        if (words.length > REGISTERS) {
            HeapInvocationBuffer buffer = new HeapInvocationBuffer(context);
            for (long word : words) {
                // Only syscall(2) has so many, and all of its arguments are as wide as a register.
                buffer.putLong(word);
            }
            return Invoker.getInstance().invokeLong(context, found.address(), buffer);
        }
        return call(context, found.address(), words);
    }

    private static long call(CallContext context, long address, long[] words) {
        Invoker invoker = Invoker.getInstance();
        return switch (words.length) {
            case 0 -> invoker.invokeN0(context, address);
            case 1 -> invoker.invokeN1(context, address, words[0]);
            case 2 -> invoker.invokeN2(context, address, words[0], words[1]);
            case 3 -> invoker.invokeN3(context, address, words[0], words[1], words[2]);
            case 4 -> invoker.invokeN4(context, address, words[0], words[1], words[2], words[3]);
            case 5 -> invoker.invokeN5(context, address, words[0], words[1], words[2], words[3], words[4]);
            default -> invoker.invokeN6(context, address, words[0], words[1], words[2], words[3], words[4], words[5]);
        };
    }

    /** Twice is once: the same address and the same shape. */
    private Bound bind() {
        // Zero, and no exception, for what is not there.
        long address = library.get().getSymbolAddress(name);
        if (address == 0) {
            throw new ImmureException(new Fault(
                    NativeFault.LIBRARY_MISSING,
                    "cannot find the native function",
                    name,
                    "the library that should hold it does not",
                    "Install a newer version of that library"));
        }
        return new Bound(address, CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, true));
    }

    private static long word(Object argument) {
        return switch (argument) {
            case Integer i -> i;
            case Long l -> l;
            case Pointer p -> p.address();
            default -> throw new IllegalArgumentException("not a register value: " + argument.getClass());
        };
    }
}
