package dev.immure.core.internal.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import dev.immure.core.ImmureException;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.Test;

class NativeFunctionTest {
    private static final int GETPID = 39;
    private static final int CLOSE = 3;
    private static final int EBADF = 9;

    @Test
    void aNegativeIntComesBackNegative() {
        Pointer text = Memory.allocateDirect(NativeLibraries.runtime(), 8, true);
        text.put(0, "-7".getBytes(StandardCharsets.US_ASCII), 0, 2);
        assertThat((int) libc("atoi", Type.SINT, Type.POINTER).call(text)).isEqualTo(-7);
    }

    @Test
    void aNegativeIntGoesInNegative() {
        assertThat((int) libc("abs", Type.SINT, Type.SINT).call(-5)).isEqualTo(5);
    }

    @Test
    void aFunctionThatIsMissingIsAFaultWithItsName() {
        assertThatThrownBy(() -> libc("immure_has_no_such", Type.SINT).call())
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(NativeFault.LIBRARY_MISSING);
                    assertThat(e.fault().on()).isEqualTo("immure_has_no_such");
                });
    }

    @Test
    void oneArgumentTooManyIsRefused() {
        assertThatThrownBy(() -> libc("abs", Type.SINT, Type.SINT).call(1, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bothFormsOfASystemCallReachTheSameCall() {
        long pid = ProcessHandle.current().pid();
        assertThat(NativeLibraries.libc().syscall(GETPID, 0, 0, 0, 0, 0)).isEqualTo(pid);
        assertThat(NativeLibraries.libc().syscall(GETPID, 0, 0, 0, 0, 0, 0)).isEqualTo(pid);
    }

    @Test
    void errnoIsThatOfTheCallBefore() {
        assertThat(NativeLibraries.libc().syscall(CLOSE, -1, 0, 0, 0, 0)).isEqualTo(-1);
        assertThat(NativeLibraries.libc().errno()).isEqualTo(EBADF);
    }

    private static NativeFunction libc(String name, Type result, Type... parameters) {
        return new NativeFunction(() -> Library.openLibrary("libc.so.6", Library.LAZY), name, result, parameters);
    }
}
