package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * immure-init as a sealed memfd: no path that could be replaced, and nothing that a container could write to through
 * {@code /proc/PID/exe} (CVE-2019-5736). It comes from the same jar as the code that writes its plans, so the two cannot
 * be of different versions (JDK-8325621 tells what happens otherwise).
 */
final class InitProgram {
    private static final int MAX_BYTES = 1 << 20;

    /** Read from the jar once: a service unpacks it for no run but the first. */
    private static final AtomicReference<Optional<byte[]>> LOADED = new AtomicReference<>(Optional.empty());

    private InitProgram() {}

    static Fd open() {
        if (LOADED.get().isEmpty()) {
            LOADED.set(Optional.of(load()));
        }
        try {
            // A file for each sandbox: what can be done with a shared one, such as locking it, would reach the others.
            return Descriptors.sealedProgram("immure-init", LOADED.get().orElseThrow());
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.SPAWN,
                            "cannot hold the program",
                            "immure-init",
                            e.getMessage(),
                            "Check memory and RLIMIT_NOFILE"),
                    e);
        }
    }

    private static byte[] load() {
        try (InputStream in = InitProgram.class.getResourceAsStream("immure-init")) {
            if (in == null) {
                throw missing("it is not in the jar");
            }
            return in.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            throw missing(String.valueOf(e.getMessage()));
        }
    }

    private static ImmureException missing(String why) {
        return new ImmureException(new Fault(
                LaunchFault.INIT_MISSING,
                "cannot load the program",
                "immure-init",
                why,
                "Build Immure again; the build compiles it with gcc"));
    }
}
