package dev.immure.core.internal.ffi;

import com.kenai.jffi.Library;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.util.function.Supplier;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** Loads libc and libseccomp, late and once. A library that is missing is a fault each time it is asked for. */
public final class NativeLibraries {
    private static final String JFFI_PATH = "jffi.boot.library.path";

    private static final Libc LIBC = new Libc(new Loaded("libc.so.6", "Install glibc 2.36 or newer"));
    private static final Loaded SECCOMP =
            new Loaded("libseccomp.so.2", "Install libseccomp 2.5 or newer (Debian: package libseccomp2)");
    private static final Libseccomp LIBSECCOMP = new Libseccomp(SECCOMP);

    private static volatile @Nullable Runtime runtime;

    private NativeLibraries() {}

    public static Libc libc() {
        return LIBC;
    }

    /** Throws the fault {@code IMM-NATIVE-MISSING} when it is not there. */
    public static Libseccomp libseccomp() {
        SECCOMP.get();
        return LIBSECCOMP;
    }

    /** What memory belongs to. */
    public static Runtime runtime() {
        Runtime loaded = runtime;
        if (loaded == null) {
            requirePath();
            loaded = Runtime.getSystemRuntime();
            runtime = loaded;
        }
        return loaded;
    }

    /** One library, opened when it is first asked for, and never closed. */
    private static final class Loaded implements Supplier<Library> {
        private final String name;
        private final String remedy;
        private volatile @Nullable Library library;

        Loaded(String name, String remedy) {
            this.name = name;
            this.remedy = remedy;
        }

        @Override
        public Library get() {
            Library opened = library;
            if (opened == null) {
                opened = open();
                library = opened;
            }
            return opened;
        }

        /** Twice is once: dlopen(3) counts. */
        private Library open() {
            requirePath();
            @Nullable Library opened = Library.openLibrary(name, Library.LAZY | Library.LOCAL);
            if (opened == null) {
                throw new ImmureException(new Fault(
                        NativeFault.LIBRARY_MISSING,
                        "cannot load the native library",
                        name,
                        String.valueOf(Library.getLastError()),
                        remedy));
            }
            return opened;
        }
    }

    /**
     * Without this property jffi unpacks its library into java.io.tmpdir, or the current directory, and loads it from there by
     * name: code for root out of a folder that others write to.
     */
    private static void requirePath() {
        if (System.getProperty(JFFI_PATH) == null) {
            throw new ImmureException(new Fault(
                    NativeFault.LIBRARY_PATH,
                    "cannot load the native library",
                    "jffi",
                    "the system property " + JFFI_PATH + " is not set, and a library unpacked into /tmp is not trusted",
                    "Start Immure through its launcher `immure`"));
        }
    }
}
