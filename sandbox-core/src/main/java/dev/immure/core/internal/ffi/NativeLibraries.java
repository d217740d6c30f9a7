package dev.immure.core.internal.ffi;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** Loads libc and libseccomp, late and once. */
public final class NativeLibraries {
    private static final String JFFI_PATH = "jffi.boot.library.path";

    private NativeLibraries() {}

    public static Libc libc() {
        return LibcHolder.LIBC;
    }

    public static Libseccomp libseccomp() {
        return LibseccompHolder.LIBSECCOMP;
    }

    public static Runtime runtime() {
        return Runtime.getRuntime(LibcHolder.LIBC);
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
            throw new ImmureException(
                    new Fault(
                            NativeFault.LIBRARY_MISSING,
                            "cannot load the native library",
                            name,
                            String.valueOf(e.getMessage()),
                            remedy),
                    e);
        }
    }

    private static final class LibcHolder {
        static final Libc LIBC = load(Libc.class, "c", "Install glibc 2.36 or newer");
    }

    private static final class LibseccompHolder {
        static final Libseccomp LIBSECCOMP = load(
                Libseccomp.class, "libseccomp.so.2", "Install libseccomp 2.5 or newer (Debian: package libseccomp2)");
    }
}
