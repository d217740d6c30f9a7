package dev.immure.core.internal.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * An open directory of a kernel file system. Everything below it is reached from its descriptor, without symlinks and
 * without leaving it (openat2(2), RESOLVE_BENEATH), so that nothing can be put in its place between two steps.
 */
public final class ControlDirectory implements ControlFiles, AutoCloseable {
    /** statfs(2), f_type of cgroup v1. */
    public static final long CGROUP_SUPER_MAGIC = 0x27e0eb;

    /** statfs(2), f_type of cgroup v2. */
    public static final long CGROUP2_SUPER_MAGIC = 0x63677270;

    private static final int DIRECTORY = Descriptors.O_PATH | Descriptors.O_DIRECTORY;
    private static final long BENEATH =
            Descriptors.RESOLVE_BENEATH | Descriptors.RESOLVE_NO_SYMLINKS | Descriptors.RESOLVE_NO_XDEV;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int STATFS_SIZE = 120;

    private final Fd fd;

    private ControlDirectory(Fd fd) {
        this.fd = fd;
    }

    /** Opens a trusted absolute path of the host. */
    public static ControlDirectory open(String path) throws ErrnoException {
        return new ControlDirectory(Descriptors.open(path, DIRECTORY));
    }

    /** mkdirat(2), mode 0755. EEXIST when the name is taken. */
    public void make(String name) throws ErrnoException {
        SystemCall.invoke("mkdirat", 258, fd.number(), SystemCall.string(name), 0755);
    }

    /** The directory of that name. */
    public ControlDirectory child(String name) throws ErrnoException {
        return new ControlDirectory(Descriptors.openat2(fd.number(), name, DIRECTORY, 0, BENEATH));
    }

    /** unlinkat(2) with AT_REMOVEDIR. cgroups(7): EBUSY while it holds a process or a child cgroup. */
    public void remove(String name) throws ErrnoException {
        SystemCall.invoke("unlinkat", 263, fd.number(), SystemCall.string(name), AT_REMOVEDIR);
    }

    /** fstatfs(2), f_type: says which kind of file system this really is. */
    public long fileSystemType() throws ErrnoException {
        Pointer statfs = SystemCall.allocate(STATFS_SIZE);
        SystemCall.invoke("fstatfs", 138, fd.number(), statfs);
        return statfs.getLong(0);
    }

    /** A descriptor that may be written and handed to a child. */
    public Fd openForWriting(String file) throws ErrnoException {
        return Descriptors.openat2(fd.number(), file, Descriptors.O_WRONLY, 0, BENEATH);
    }

    /** A file to be read again and again. */
    public ControlFile openForReading(String file) throws ErrnoException {
        return new ControlFile(Descriptors.openat2(fd.number(), file, Descriptors.O_RDONLY, 0, BENEATH));
    }

    @Override
    public void write(String file, String value) throws ErrnoException {
        try (Fd opened = openForWriting(file)) {
            Descriptors.write(opened, value.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public Optional<String> read(String file) throws ErrnoException {
        try (ControlFile opened = openForReading(file)) {
            return Optional.of(opened.read());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The descriptor (O_PATH), good for CLONE_INTO_CGROUP (clone(2)) and for unlinkat(2); still owned by this object. */
    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }
}
