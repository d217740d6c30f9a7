package dev.immure.core.internal.kernel;

import java.util.Optional;

/**
 * The small text files in one directory of a kernel file system (cgroupfs, procfs). A name is a plain file name; each
 * write is one write(2), since the kernel takes each write as one command.
 */
public interface ControlFiles {
    /** Writes one command. ENOENT when this kernel has no such file. */
    void write(String file, String value) throws ErrnoException;

    /** The whole file; empty when this kernel has no such file. */
    Optional<String> read(String file) throws ErrnoException;
}
