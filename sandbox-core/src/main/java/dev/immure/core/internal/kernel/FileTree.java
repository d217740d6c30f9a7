package dev.immure.core.internal.kernel;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * Makes and reads files relative to directory descriptors, never through symbolic links and never outside the
 * directory: what tar entries name is foreign. Names are single parts without slash, except where said.
 *
 * <p>One object serves one thread: it reuses its native memory, since an allocation for each small call costs more than
 * the call.
 */
public final class FileTree {
    /** PATH_MAX: the kernel refuses longer ones, so no call needs more. */
    private static final int PATH = 4096;

    private static final int DATA = 1 << 17;
    private static final int XATTR_MAX = 1 << 16;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;
    private static final int S_IFCHR = 0x2000;
    private static final int ENODATA = 61;
    private static final long BENEATH = Descriptors.RESOLVE_BENEATH
            | Descriptors.RESOLVE_NO_MAGICLINKS
            | Descriptors.RESOLVE_NO_SYMLINKS
            | Descriptors.RESOLVE_NO_XDEV;

    private final Charset charset;

    private final Pointer first = SystemCall.allocate(PATH);
    private final Pointer second = SystemCall.allocate(PATH);
    private final Pointer struct = SystemCall.allocate(FileStat.SIZE);
    private final Pointer data = SystemCall.allocate(DATA);

    /** Names are text: UTF-8, as everywhere in an image. */
    public FileTree() {
        this(StandardCharsets.UTF_8);
    }

    private FileTree(Charset charset) {
        this.charset = charset;
    }

    /** Names are bytes, each a character of its own: so also one that is no UTF-8 can be read and used. */
    public static FileTree ofBytes() {
        return new FileTree(StandardCharsets.ISO_8859_1);
    }

    /**
     * openat2(2) of a relative path of any number of parts, with RESOLVE_BENEATH, NO_SYMLINKS, NO_MAGICLINKS and NO_XDEV.
     *
     * @throws ErrnoException ELOOP when a part is a symbolic link, EXDEV when the path leads out
     */
    public Fd open(Fd directory, String path, int flags, int mode) throws ErrnoException {
        struct.putLong(0, flags | Descriptors.O_CLOEXEC);
        struct.putLong(8, mode);
        struct.putLong(16, BENEATH);
        return new Fd((int) SystemCall.invoke("openat2", 437, directory.number(), path(first, path), struct, 24));
    }

    /** A directory, to read from and to make files in. */
    public Fd openDirectory(Fd directory, String path) throws ErrnoException {
        return open(directory, path, Descriptors.O_RDONLY | Descriptors.O_DIRECTORY, 0);
    }

    /** mkdirat(2). */
    public void makeDirectory(Fd directory, String name, int mode) throws ErrnoException {
        SystemCall.invoke("mkdirat", 258, directory.number(), path(first, name), mode);
    }

    /** symlinkat(2): the target is stored as it is, and never followed here. */
    public void makeSymlink(String target, Fd directory, String name) throws ErrnoException {
        SystemCall.invoke("symlinkat", 266, path(first, target), directory.number(), path(second, name));
    }

    /** linkat(2) without AT_SYMLINK_FOLLOW. */
    public void makeLink(Fd targetDirectory, String target, Fd directory, String name) throws ErrnoException {
        SystemCall.invoke(
                "linkat",
                265,
                targetDirectory.number(),
                path(first, target),
                directory.number(),
                path(second, name),
                0);
    }

    /** mknodat(2): character device 0:0, which needs no privilege (since Linux 5.8, mknod(2)). */
    public void makeWhiteout(Fd directory, String name) throws ErrnoException {
        SystemCall.invoke("mknodat", 259, directory.number(), path(first, name), S_IFCHR, 0);
    }

    /** mknodat(2): a character device, with numbers below 256; takes CAP_MKNOD in the first user namespace. */
    public void makeCharacterDevice(Fd directory, String name, int major, int minor) throws ErrnoException {
        SystemCall.invoke("mknodat", 259, directory.number(), path(first, name), S_IFCHR, major << 8 | minor);
    }

    /**
     * setxattr(2) of the SELinux label, also of a file that was opened with O_PATH: through /proc, since fsetxattr(2)
     * takes none of those, and opening a device for anything else is an act of its own.
     */
    public void label(Fd file, String context) throws ErrnoException {
        byte[] value = (context + "\0").getBytes(StandardCharsets.US_ASCII);
        SystemCall.invoke(
                "setxattr(security.selinux)",
                188,
                SystemCall.string("/proc/self/fd/" + file.number()),
                SystemCall.string("security.selinux"),
                SystemCall.bytes(value),
                value.length,
                0);
    }

    /** fchown(2). */
    public void changeOwner(Fd file, int uid, int gid) throws ErrnoException {
        SystemCall.invoke("fchown", 93, file.number(), uid, gid);
    }

    /** fchownat(2) of the name itself, also when it is a symbolic link. */
    public void changeOwner(Fd directory, String name, int uid, int gid) throws ErrnoException {
        SystemCall.invoke("fchownat", 260, directory.number(), path(first, name), uid, gid, AT_SYMLINK_NOFOLLOW);
    }

    /** fchmod(2). */
    public void changeMode(Fd file, int mode) throws ErrnoException {
        SystemCall.invoke("fchmod", 91, file.number(), mode);
    }

    /** fchmodat(2): follows a symbolic link, so only for a name that is known to be a directory of our own. */
    public void changeMode(Fd directory, String name, int mode) throws ErrnoException {
        SystemCall.invoke("fchmodat", 268, directory.number(), path(first, name), mode);
    }

    /** futimens(3): both times, in seconds since 1970. */
    public void changeTimes(Fd file, long seconds) throws ErrnoException {
        SystemCall.invoke("utimensat", 280, file.number(), 0, times(seconds), 0);
    }

    /** utimensat(2) of the name itself, also when it is a symbolic link. */
    public void changeTimes(Fd directory, String name, long seconds) throws ErrnoException {
        SystemCall.invoke("utimensat", 280, directory.number(), path(first, name), times(seconds), AT_SYMLINK_NOFOLLOW);
    }

    /** fsetxattr(2): makes or replaces. */
    public void setXattr(Fd file, String name, byte[] value) throws ErrnoException {
        data.put(0, value, 0, value.length);
        SystemCall.invoke("fsetxattr", 190, file.number(), path(first, name), data, value.length, 0);
    }

    /** fgetxattr(2); empty when the file has none of that name, or its file system has none at all. */
    public Optional<byte[]> xattr(Fd file, String name) throws ErrnoException {
        try {
            int size = (int) SystemCall.invoke("fgetxattr", 193, file.number(), path(first, name), data, XATTR_MAX);
            return Optional.of(bytes(size));
        } catch (ErrnoException e) {
            if (e.is(ENODATA) || e.is(Errno.EOPNOTSUPP)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** flistxattr(2), in the order of the kernel. */
    public List<String> xattrs(Fd file) throws ErrnoException {
        try {
            return names((int) SystemCall.invoke("flistxattr", 196, file.number(), data, XATTR_MAX));
        } catch (ErrnoException e) {
            if (e.is(Errno.EOPNOTSUPP)) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * llistxattr(2) of a name, also when it is a symbolic link or a device, which cannot be opened without an act. There is
     * no call that takes a directory and a name (before Linux 6.13), so the directory goes through /proc.
     */
    public List<String> xattrs(Fd directory, String name) throws ErrnoException {
        try {
            String path = "/proc/self/fd/" + directory.number() + "/" + name;
            return names((int) SystemCall.invoke("llistxattr", 195, path(first, path), data, XATTR_MAX));
        } catch (ErrnoException e) {
            if (e.is(Errno.EOPNOTSUPP)) {
                return List.of();
            }
            throw e;
        }
    }

    /** lgetxattr(2) of a name, as {@link #xattrs(Fd, String)} finds it. */
    public byte[] xattr(Fd directory, String name, String xattr) throws ErrnoException {
        String path = "/proc/self/fd/" + directory.number() + "/" + name;
        return bytes(
                (int) SystemCall.invoke("lgetxattr", 192, path(first, path), path(second, xattr), data, XATTR_MAX));
    }

    private List<String> names(int size) {
        return size == 0 ? List.of() : List.of(new String(bytes(size), charset).split("\0"));
    }

    /** renameat2(2) with RENAME_NOREPLACE: EEXIST when the name is taken. */
    public void renameNoReplace(Fd from, String name, Fd to, String newName) throws ErrnoException {
        SystemCall.invoke(
                "renameat2",
                316,
                from.number(),
                path(first, name),
                to.number(),
                path(second, newName),
                RENAME_NOREPLACE);
    }

    /** renameat(2): replaces atomically. */
    public void rename(Fd from, String name, Fd to, String newName) throws ErrnoException {
        SystemCall.invoke("renameat2", 316, from.number(), path(first, name), to.number(), path(second, newName), 0);
    }

    /** renameat2(2) with RENAME_EXCHANGE: both names stay, and at no moment is one of them free. */
    public void exchange(Fd from, String name, Fd to, String otherName) throws ErrnoException {
        SystemCall.invoke(
                "renameat2",
                316,
                from.number(),
                path(first, name),
                to.number(),
                path(second, otherName),
                RENAME_EXCHANGE);
    }

    /** unlinkat(2) of anything but a directory. */
    public void remove(Fd directory, String name) throws ErrnoException {
        SystemCall.invoke("unlinkat", 263, directory.number(), path(first, name), 0);
    }

    /** unlinkat(2) of an empty directory. */
    public void removeDirectory(Fd directory, String name) throws ErrnoException {
        SystemCall.invoke("unlinkat", 263, directory.number(), path(first, name), AT_REMOVEDIR);
    }

    /** fstat(2). */
    public FileStat stat(Fd file) throws ErrnoException {
        SystemCall.invoke("newfstatat", 262, file.number(), path(first, ""), struct, AT_EMPTY_PATH);
        return FileStat.of(struct);
    }

    /** fstatat(2) of the name itself, also when it is a symbolic link. */
    public FileStat stat(Fd directory, String name) throws ErrnoException {
        SystemCall.invoke("newfstatat", 262, directory.number(), path(first, name), struct, AT_SYMLINK_NOFOLLOW);
        return FileStat.of(struct);
    }

    /** readlinkat(2). */
    public byte[] readSymlink(Fd directory, String name) throws ErrnoException {
        return bytes((int) SystemCall.invoke("readlinkat", 267, directory.number(), path(first, name), data, PATH));
    }

    /** write(2), repeated until all is written. */
    public void write(Fd file, byte[] content, int offset, int length) throws ErrnoException {
        int done = 0;
        while (done < length) {
            int part = Math.min(DATA, length - done);
            data.put(0, content, offset + done, part);
            int written = 0;
            while (written < part) {
                written += (int) SystemCall.invoke("write", 1, file.number(), data.slice(written), part - written);
            }
            done += part;
        }
    }

    /** read(2): 0 at the end of the file. */
    public int read(Fd file, byte[] into, int offset, int length) throws ErrnoException {
        int count = (int) SystemCall.invoke("read", 0, file.number(), data, Math.min(DATA, length));
        data.get(0, into, offset, count);
        return count;
    }

    /** pread(2): 0 at the end of the file. */
    public int read(Fd file, long position, byte[] into, int offset, int length) throws ErrnoException {
        int count = (int) SystemCall.invoke("pread64", 17, file.number(), data, Math.min(DATA, length), position);
        data.get(0, into, offset, count);
        return count;
    }

    /** syncfs(2): everything written to the file system of {@code file} reaches the disk. */
    public void syncFileSystem(Fd file) throws ErrnoException {
        SystemCall.invoke("syncfs", 306, file.number());
    }

    /** getdents64(2): all names but {@code .} and {@code ..}, in the order of the kernel. */
    public List<String> names(Fd directory) throws ErrnoException {
        List<String> out = new ArrayList<>();
        SystemCall.invoke("lseek", 8, directory.number(), 0, 0);
        int filled = (int) SystemCall.invoke("getdents64", 217, directory.number(), data, DATA);
        while (filled > 0) {
            addNames(bytes(filled), out);
            filled = (int) SystemCall.invoke("getdents64", 217, directory.number(), data, DATA);
        }
        return out;
    }

    /** struct linux_dirent64: u64 inode, s64 offset, u16 length of the whole, u8 type, then the name and its NUL. */
    private void addNames(byte[] entries, List<String> out) {
        int at = 0;
        while (at < entries.length) {
            int end = at + 19;
            while (entries[end] != 0) {
                end++;
            }
            String name = new String(entries, at + 19, end - at - 19, charset);
            if (!name.equals(".") && !name.equals("..")) {
                out.add(name);
            }
            at += (entries[at + 16] & 0xff) | (entries[at + 17] & 0xff) << 8;
        }
    }

    private Pointer times(long seconds) {
        struct.putLong(0, seconds);
        struct.putLong(8, 0);
        struct.putLong(16, seconds);
        struct.putLong(24, 0);
        return struct;
    }

    private byte[] bytes(int count) {
        byte[] out = new byte[count];
        data.get(0, out, 0, count);
        return out;
    }

    private Pointer path(Pointer memory, String path) throws ErrnoException {
        byte[] bytes = path.getBytes(charset);
        if (bytes.length >= PATH) {
            throw new ErrnoException("path", Errno.ENAMETOOLONG);
        }
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in a path");
        }
        memory.put(0, bytes, 0, bytes.length);
        memory.putByte(bytes.length, (byte) 0);
        return memory;
    }
}
