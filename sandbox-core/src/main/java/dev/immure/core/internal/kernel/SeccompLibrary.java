package dev.immure.core.internal.kernel;

import dev.immure.core.internal.ffi.Libseccomp;
import dev.immure.core.internal.ffi.NativeLibraries;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Which libseccomp is loaded, and what it can do on this kernel.
 *
 * @param version {@code major.minor.micro}
 * @param api level of seccomp_api_get(3); 0 when the library could not tell
 */
public record SeccompLibrary(String version, int api) {
    /** Loads the library. Throws the fault {@code IMM-NATIVE-MISSING} when it is not there. */
    public static SeccompLibrary load() {
        Libseccomp library = NativeLibraries.libseccomp();
        @Nullable Pointer version = library.seccomp_version();
        String text = version == null ? "0.0.0" : version.getInt(0) + "." + version.getInt(4) + "." + version.getInt(8);
        return new SeccompLibrary(text, library.seccomp_api_get());
    }
}
