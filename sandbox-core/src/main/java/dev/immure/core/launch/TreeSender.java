package dev.immure.core.launch;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends a file or tree of the host's over a pipe, as the entries that transfer.c reads. Links are sent as links; nothing is
 * reached but by descriptors, below the one that was opened first. Memory stays flat whatever is sent.
 */
final class TreeSender {
    private static final int END = 1;
    private static final int DIRECTORY = 2;
    private static final int LEAVE = 3;
    private static final int FILE = 4;
    private static final int SYMLINK = 5;
    private static final int HEADER_BYTES = 24;
    private static final int PERMISSIONS = 0777;
    /** MAX_DEPTH of transfer.c. */
    private static final int MAX_DEPTH = 63;

    private static final int CHUNK = 1 << 16;
    private static final long WITHIN =
            Descriptors.RESOLVE_BENEATH | Descriptors.RESOLVE_NO_SYMLINKS | Descriptors.RESOLVE_NO_MAGICLINKS;

    private final FileTree files = new FileTree();
    private final byte[] chunk = new byte[CHUNK];
    private final Fd to;
    private String place;
    private long fileCount;
    private long byteCount;

    /** @param name of the source, for messages */
    TreeSender(Fd to, String name) {
        this.to = to;
        this.place = name;
    }

    /** Regular files sent so far. */
    long fileCount() {
        return fileCount;
    }

    /** Bytes of their content. */
    long byteCount() {
        return byteCount;
    }

    /** What is being sent, for messages. */
    String place() {
        return place;
    }

    /**
     * Opens a source for sending: a directory or a regular file.
     *
     * @param path without symbolic links
     * @throws ErrnoException EINVAL for anything else, which is not even opened
     */
    static Fd open(String path) throws ErrnoException {
        long resolve = Descriptors.RESOLVE_NO_SYMLINKS | Descriptors.RESOLVE_NO_MAGICLINKS;
        try (Fd found = Descriptors.openat2(Descriptors.AT_FDCWD, path, Descriptors.O_PATH, 0, resolve)) {
            requireSendable(new FileTree().stat(found));
        }
        Fd opened = Descriptors.openat2(Descriptors.AT_FDCWD, path, readOnly(), 0, resolve);
        boolean done = false;
        try {
            requireSendable(new FileTree().stat(opened));
            done = true;
            return opened;
        } finally {
            if (!done) {
                opened.close();
            }
        }
    }

    private static void requireSendable(FileStat stat) throws ErrnoException {
        if (!stat.isDirectory() && !stat.isRegular()) {
            throw new ErrnoException("open", Errno.EINVAL);
        }
    }

    /** O_NONBLOCK: what was exchanged for a FIFO in the meantime must not hang the open. */
    private static int readOnly() {
        return Descriptors.O_RDONLY | Descriptors.O_NONBLOCK | Descriptors.O_NOCTTY;
    }

    /**
     * Sends all of it. Called once.
     *
     * @throws ErrnoException EPIPE when nobody reads any more; EINVAL for a device, FIFO or socket; EILSEQ for a name that
     *     is not UTF-8; EIO for a file that has become shorter meanwhile; ELOOP when it is deeper than 63 directories
     */
    void send(Fd source) throws ErrnoException {
        FileStat stat = files.stat(source);
        if (stat.isDirectory()) {
            sendDirectory(source, stat, new byte[0], 0);
        } else {
            sendFile(source, stat, new byte[0]);
        }
        header(END, 0, 0, new byte[0]);
    }

    private void sendDirectory(Fd directory, FileStat stat, byte[] name, int depth) throws ErrnoException {
        if (depth >= MAX_DEPTH) {
            throw new ErrnoException("open", Errno.ELOOP);
        }
        header(DIRECTORY, stat.permissions(), 0, name);
        String here = place;
        List<String> names = files.names(directory);
        for (String child : names.stream().sorted().toList()) {
            place = here + "/" + child;
            sendChild(directory, child, depth);
        }
        place = here;
        header(LEAVE, 0, 0, new byte[0]);
    }

    private void sendChild(Fd directory, String name, int depth) throws ErrnoException {
        if (name.indexOf('\ufffd') >= 0) {
            throw new ErrnoException("readdir", Errno.EILSEQ);
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        FileStat stat = files.stat(directory, name);
        if (stat.isSymlink()) {
            byte[] target = files.readSymlink(directory, name);
            header(SYMLINK, 0, target.length, bytes);
            files.write(to, target, 0, target.length);
            return;
        }
        requireSendable(stat);
        try (Fd child = Descriptors.openat2(directory.number(), name, readOnly(), 0, WITHIN)) {
            FileStat opened = files.stat(child);
            requireSendable(opened);
            if (opened.isDirectory()) {
                sendDirectory(child, opened, bytes, depth + 1);
            } else {
                sendFile(child, opened, bytes);
            }
        }
    }

    /** Exactly as much as was announced: a file that grows meanwhile is cut, and one that shrinks is an error. */
    private void sendFile(Fd file, FileStat stat, byte[] name) throws ErrnoException {
        header(FILE, stat.permissions(), stat.size(), name);
        long done = 0;
        while (done < stat.size()) {
            int count = files.read(file, done, chunk, 0, (int) Math.min(CHUNK, stat.size() - done));
            if (count == 0) {
                throw new ErrnoException("read", Errno.EIO);
            }
            files.write(to, chunk, 0, count);
            done += count;
            byteCount += count;
        }
        fileCount++;
    }

    private void header(int type, int mode, long size, byte[] name) throws ErrnoException {
        byte[] bytes = ByteBuffer.allocate(HEADER_BYTES + name.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(type)
                .putInt(mode & PERMISSIONS)
                .putLong(size)
                .putInt(name.length)
                .putInt(0)
                .put(name)
                .array();
        files.write(to, bytes, 0, bytes.length);
    }
}
