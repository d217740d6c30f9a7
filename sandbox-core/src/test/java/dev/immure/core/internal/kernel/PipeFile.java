package dev.immure.core.internal.kernel;

import java.nio.file.Path;

/** Makes named pipes, which Java cannot. */
public final class PipeFile {
    private static final int S_IFIFO_0600 = 0x1180;

    private PipeFile() {}

    /** mknodat(2). */
    public static void make(Path path) throws ErrnoException {
        SystemCall.invoke("mknodat", 259, Descriptors.AT_FDCWD, SystemCall.string(path.toString()), S_IFIFO_0600, 0);
    }
}
