package dev.immure.core.plan;

import java.util.Set;

/**
 * Access rights of Landlock by ABI version (landlock(7), linux/landlock.h). A right that the kernel does not know must
 * not be named, and one that is not handled is not restricted.
 */
final class Landlock {
    static final long EXECUTE = 1;
    static final long WRITE_FILE = 1 << 1;
    static final long READ_FILE = 1 << 2;
    static final long READ_DIR = 1 << 3;
    private static final long REMOVE_DIR = 1 << 4;
    private static final long REMOVE_FILE = 1 << 5;
    private static final long MAKE_CHAR = 1 << 6;
    private static final long MAKE_DIR = 1 << 7;
    private static final long MAKE_REG = 1 << 8;
    private static final long MAKE_SOCK = 1 << 9;
    private static final long MAKE_FIFO = 1 << 10;
    private static final long MAKE_BLOCK = 1 << 11;
    private static final long MAKE_SYM = 1 << 12;
    private static final long REFER = 1 << 13;
    private static final long TRUNCATE = 1 << 14;
    static final long IOCTL_DEV = 1 << 15;

    /** LANDLOCK_ACCESS_NET_CONNECT_TCP. */
    static final long CONNECT_TCP = 1 << 1;

    private static final long SCOPE_ABSTRACT_UNIX_SOCKET = 1;
    private static final long SCOPE_SIGNAL = 1 << 1;

    private static final long READ = EXECUTE | READ_FILE | READ_DIR;
    private static final long WRITE = WRITE_FILE
            | REMOVE_DIR
            | REMOVE_FILE
            | MAKE_DIR
            | MAKE_REG
            | MAKE_SOCK
            | MAKE_FIFO
            | MAKE_SYM
            | REFER
            | TRUNCATE;
    private static final long NEVER_GRANTED = MAKE_CHAR | MAKE_BLOCK;

    private final int abi;

    Landlock(int abi) {
        this.abi = abi;
    }

    /** Everything that this ABI can restrict in the file system is restricted. */
    long handledFilesystem() {
        return (READ | WRITE | NEVER_GRANTED | IOCTL_DEV) & known();
    }

    /** ABI 4: connecting by TCP to ports that are not granted. What is not handled is left to the firewall. */
    long handledNetwork(Set<Integer> ports) {
        return abi >= 4 && !ports.isEmpty() ? CONNECT_TCP : 0;
    }

    /** ABI 6: no signal and no abstract socket crosses the border of the sandbox. */
    long scoped() {
        return abi >= 6 ? SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL : 0;
    }

    /** {@code sizeof(struct landlock_ruleset_attr)} of this ABI: it grew by a field in ABI 4 and in ABI 6. */
    int attributeSize() {
        if (abi >= 6) {
            return 24;
        }
        return abi >= 4 ? 16 : 8;
    }

    long readOnly() {
        return READ & known();
    }

    /** Reading and writing; device nodes are never made. */
    long readWrite() {
        return (READ | WRITE) & known();
    }

    /** The minimal /dev: its nodes are written to and asked by ioctl(2), but nothing is made there. */
    long devices() {
        return (READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | IOCTL_DEV) & known();
    }

    /** For a single file; rights that concern directories are refused there by the kernel (EINVAL). */
    long files(long rights) {
        return rights & (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV);
    }

    private long known() {
        long rights = READ | WRITE | NEVER_GRANTED | IOCTL_DEV;
        rights &= abi >= 2 ? ~0L : ~REFER;
        rights &= abi >= 3 ? ~0L : ~TRUNCATE;
        rights &= abi >= 5 ? ~0L : ~IOCTL_DEV;
        return rights;
    }
}
