package dev.immure.core.launch;

import dev.immure.core.internal.kernel.SeccompCompiler;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompProfile;

/** From a seccomp profile to the program that the kernel runs. */
public final class SeccompFilters {
    private SeccompFilters() {}

    /**
     * Compiles by libseccomp.
     *
     * @throws dev.immure.core.ImmureException naming the system call and argument that libseccomp refused
     */
    public static BpfProgram compile(SeccompProfile profile) {
        return SeccompCompiler.compile(profile);
    }
}
