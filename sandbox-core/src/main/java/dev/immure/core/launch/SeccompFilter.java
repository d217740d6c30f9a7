package dev.immure.core.launch;

import dev.immure.core.Remembered;
import dev.immure.core.internal.kernel.FilterChain;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompStack;

/** The way from a seccomp profile to the filter that the kernel runs. */
public final class SeccompFilter {
    /** Compiling takes milliseconds, and runs differ little in it. A stack is all that the bytes depend on. */
    private static final Remembered<SeccompStack, BpfProgram> COMPILED = new Remembered<>(32);

    private SeccompFilter() {}

    /**
     * Compiles a profile with the host's libseccomp. The same profile and the same libseccomp give the same bytes.
     *
     * @throws dev.immure.core.ImmureException when libseccomp is missing or too old, or when the profile needs more
     *     instructions than the kernel takes
     */
    public static BpfProgram compile(SeccompProfile profile) {
        return compile(SeccompStack.of(profile));
    }

    /** One filter for several profiles: it refuses what any of them refuses. */
    public static BpfProgram compile(SeccompStack stack) {
        return COMPILED.get(stack, FilterChain::compile);
    }
}
