package dev.immure.core.internal.ffi;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** Loads libc and libseccomp, late and once. A library that is missing is a fault each time it is asked for. */
public final class NativeLibraries {
    private static final String JFFI_PATH = "jffi.boot.library.path";

    private static volatile @Nullable Libc libc;
    private static volatile @Nullable Libseccomp libseccomp;

    private NativeLibraries() {}

    public static Libc libc() {
        Libc loaded = libc;
        return loaded == null ? loadLibc() : loaded;
    }

    public static Libseccomp libseccomp() {
        Libseccomp loaded = libseccomp;
        return loaded == null ? loadLibseccomp() : loaded;
    }

    public static Runtime runtime() {
        return Runtime.getRuntime(libc());
    }

    private static synchronized Libc loadLibc() {
        Libc loaded = libc;
        if (loaded == null) {
            loaded = load(Libc.class, "c", "Install glibc 2.36 or newer");
            libc = loaded;
        }
        return loaded;
    }

    private static synchronized Libseccomp loadLibseccomp() {
        Libseccomp loaded = libseccomp;
        if (loaded == null) {
            loaded = load(
                    Libseccomp.class,
                    "libseccomp.so.2",
                    "Install libseccomp 2.5 or newer (Debian: package libseccomp2)");
            libseccomp = loaded;
        }
        return loaded;
    }

    private static <T> T load(Class<T> type, String name, String remedy) {
        // Without this property jffi unpacks its library into java.io.tmpdir, or the current directory, and loads it
        // from there by name: code for root out of a folder that others write to.
        if (System.getProperty(JFFI_PATH) == null) {
            throw new ImmureException(new Fault(
                    NativeFault.LIBRARY_PATH,
                    "cannot load the native library",
                    "jffi",
                    "the system property " + JFFI_PATH + " is not set, and a library unpacked into /tmp is not trusted",
                    "Start Immure through its launcher `immure`"));
        }
        try {
            return LibraryLoader.create(type).failImmediately().load(name);
        } catch (UnsatisfiedLinkError e) {
            // jnr-ffi appends the whole search path, on lines of its own.
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be linked");
            throw new ImmureException(
                    new Fault(NativeFault.LIBRARY_MISSING, "cannot load the native library", name, why, remedy), e);
        }
    }
}
